import { type PrivateKey, publicJwk } from "./private-key.ts";

/**
 * Our client metadata document (draft-ietf-oauth-client-id-metadata-document §4), which a provider fetches from
 * `clientId`, its own address. Without keys a public client: the code is bound by PKCE and by a redirect URI of this
 * connector alone.
 */
export function clientMetadataDocument(i: {
  /** The https URL the document is served from. */
  clientId: string;
  redirectUri: string;
  clientName: string;
  clientUri: string;
  /** Those that `private_key_jwt` assertions are signed with. */
  keys: readonly PrivateKey[];
}): object {
  return {
    client_id: i.clientId,
    client_name: i.clientName,
    client_uri: i.clientUri,
    redirect_uris: [i.redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    ...(i.keys.length > 0
      ? { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: i.keys.map(publicJwk) } }
      : { token_endpoint_auth_method: "none" }),
    application_type: "web",
  };
}
