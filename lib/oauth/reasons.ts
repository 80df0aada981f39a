/**
 * Why a step of the protocol did not succeed. Each reason has one sentence for owners and one for members in the message
 * catalogue (`oauth.reasons.<reason>.owner` / `.member`).
 */
export const OAUTH_REASONS = [
  /** The egress rules refuse the address: not public, not https, or a redirect to another origin. */
  "address_refused",
  /** No answer: name resolution, connection, TLS or a time limit. Trying again later can help. */
  "unreachable",
  /** The other side answers that it cannot at the moment: 5xx, 408, 429, `server_error`. Trying again later can help. */
  "temporarily_unavailable",
  /** The challenge names a resource metadata document that is missing or is none (RFC 9728 §5.1). */
  "resource_metadata_invalid",
  /** The resource metadata speaks for another server (RFC 9728 §3.3). */
  "resource_mismatch",
  /** The authorization server's identifier or metadata document is unusable (RFC 8414 §2). */
  "server_metadata_invalid",
  /** The server names an authorization server that publishes no metadata (RFC 8414 §3, OIDC Discovery §4). */
  "server_metadata_not_found",
  /** The metadata carries another `issuer` than the identifier it was asked under (RFC 8414 §3.3). */
  "issuer_mismatch",
  /** An endpoint is not https, carries a user name or fragment, or is no web address at all. */
  "endpoint_not_allowed",
  /** The metadata has no `code_challenge_methods_supported`, and the owner's switch is off (RFC 7636, MCP security). */
  "pkce_not_advertised",
  /** The metadata lists PKCE methods, and S256 is not among them. No switch allows this. */
  "pkce_unsupported",
  /** No registration without a person: an owner has to enter a client ID. */
  "registration_needed",
  /** The provider refuses to register us; its reason is the detail (RFC 7591 §3.2.2). */
  "registration_rejected",
  /** The answer to the registration holds no usable client (RFC 7591 §3.2.1). */
  "registration_invalid",
  /** None of the ways a client can authenticate is shared (AUTH_METHODS), or the one in force lacks its secret or key. */
  "client_auth_unsupported",
  /** The provider, or the grant, demands a client that authenticates, and this one has neither secret nor key. */
  "client_secret_needed",
  /** The provider knows the client, but not our callback URL (RFC 6749 §3.1.2.3). */
  "redirect_uri_rejected",
  /** The provider demands a `scope`, and neither the server nor the owner names one. */
  "scope_needed",
  /** Nobody who may has agreed, at the provider, to what the client asks for. */
  "consent_needed",
  /** There is nothing that vouches for the person or for us: no ID token, or no assertion for this provider. */
  "identity_unavailable",
  /** The address the browser came back with is no authorization response (RFC 6749 §4.1.2). */
  "callback_invalid",
  /** `state` is missing or not the one of this flow (RFC 6749 §10.12). */
  "state_mismatch",
  /** The provider promises `iss` in its answers, and this answer has none (RFC 9207 §2.4). */
  "iss_missing",
  /** The answer comes from another issuer than the flow was started with: a mix-up (RFC 9207 §2.4). */
  "iss_mismatch",
  /** The person, or the provider's rules for them, said no. */
  "access_denied",
  /** The provider does not grant the scope that was asked for. */
  "invalid_scope",
  /** The provider does not accept the `resource` parameter (RFC 8707 §2). The owner's switch omits it. */
  "invalid_target",
  /** The provider does not (or no longer) know this client, or its secret is wrong or expired. */
  "invalid_client",
  /** The code or refresh token is expired, revoked, used, or bound to something else. */
  "invalid_grant",
  /** The provider refuses the request for another reason; its words are the detail. */
  "request_rejected",
  /** The answer breaks the protocol: no usable token in it, a token that is not a bearer token, or too large. */
  "invalid_response",
  /** The provider has no revocation endpoint (RFC 7009). */
  "revocation_unsupported",
] as const;

export type OAuthReason = (typeof OAUTH_REASONS)[number];

/** The part of the protocol in which something went wrong; words in `oauth.steps.<step>`. */
export const OAUTH_STEPS = [
  "challenge",
  "resource_metadata",
  "server_metadata",
  "registration",
  "authorization",
  "callback",
  "identity",
  "token",
  "refresh",
  "revocation",
] as const;

export type OAuthStep = (typeof OAUTH_STEPS)[number];

/** True when the same request may succeed later and what we hold stays valid until then. */
export function isTemporary(reason: OAuthReason): boolean {
  return reason === "unreachable" || reason === "temporarily_unavailable";
}
