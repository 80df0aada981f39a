/**
 * Our client metadata document (draft-ietf-oauth-client-id-metadata-document §4), which a provider fetches from
 * `clientId`, its own address. A public client: the code is bound by PKCE and by a redirect URI of this connector alone.
 */
export function clientMetadataDocument(i: {
  /** The https URL the document is served from. */
  clientId: string;
  redirectUri: string;
  clientName: string;
  clientUri: string;
}): object {
  return {
    client_id: i.clientId,
    client_name: i.clientName,
    client_uri: i.clientUri,
    redirect_uris: [i.redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    application_type: "web",
  };
}
