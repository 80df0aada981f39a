import type { OAuthReason } from "./types.ts";

/** Error codes of RFC 6749 §4.1.2.1 and §5.2, RFC 8707 §2, OIDC Core §3.1.2.6, and three that are common outside. */
const REASONS: Record<string, OAuthReason> = {
  access_denied: "access_denied",
  consent_required: "access_denied",
  invalid_client: "invalid_client",
  unauthorized_client: "invalid_client",
  invalid_grant: "invalid_grant",
  invalid_scope: "invalid_scope",
  invalid_target: "invalid_target",
  server_error: "temporarily_unavailable",
  temporarily_unavailable: "temporarily_unavailable",
  slow_down: "temporarily_unavailable",
  bad_verification_code: "invalid_grant",
  bad_refresh_token: "invalid_grant",
  incorrect_client_credentials: "invalid_client",
};

/** The `resource` parameter is refused under a code of the provider's own, which its text carries. */
const RESOURCE_REFUSED = /\bAADSTS9010010\b/;
/** Providers that have forgotten a dynamically registered client often say so in the text alone. */
const UNKNOWN_CLIENT =
  /\bclient(?:[ _]?id)?\b.{0,20}\b(?:not found|unknown|unrecogni[sz]ed|not registered|does not exist)\b/i;
const UNKNOWN_CLIENT_REVERSED = /\b(?:unknown|unrecogni[sz]ed|unregistered) client(?:[ _]?id)?\b/i;

/** What a provider's error means for us. The texts are consulted only where the code says nothing specific. */
export function reasonForError(error: string, description: string | undefined): OAuthReason {
  const text = `${error} ${description ?? ""}`.slice(0, 1000);
  if (RESOURCE_REFUSED.test(text)) return "invalid_target";
  const known = Object.hasOwn(REASONS, error) ? REASONS[error] : undefined;
  if (known) return known;
  return UNKNOWN_CLIENT.test(text) || UNKNOWN_CLIENT_REVERSED.test(text) ? "invalid_client" : "request_rejected";
}
