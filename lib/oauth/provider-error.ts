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
  redirect_uri_mismatch: "redirect_uri_rejected",
  interaction_required: "invalid_grant",
  login_required: "invalid_grant",
};

/**
 * Entra ID's own codes, which its texts carry under whatever OAuth error: they say what an owner has to change there or
 * here, where the OAuth error says "invalid_request".
 */
const ENTRA: Record<string, OAuthReason> = {
  /** `resource` and `scope` do not go together. */
  AADSTS9010010: "invalid_target",
  /** The resource is not known in this tenant. */
  AADSTS500011: "invalid_target",
  /** A required parameter is missing; of ours, only `scope` can be. */
  AADSTS900144: "scope_needed",
  /** No scope, or none of this resource. */
  AADSTS70011: "invalid_scope",
  AADSTS28000: "invalid_scope",
  AADSTS28003: "invalid_scope",
  /** The redirect URI is not among the registered ones; or registered for another kind of app. */
  AADSTS50011: "redirect_uri_rejected",
  AADSTS500113: "redirect_uri_rejected",
  AADSTS9002326: "redirect_uri_rejected",
  /** Nobody has consented; only an administrator may; the administrator has not. */
  AADSTS65001: "consent_needed",
  AADSTS90094: "consent_needed",
  AADSTS90095: "consent_needed",
  /** The person declined; is not assigned to the application; is blocked by a policy. */
  AADSTS65004: "access_denied",
  AADSTS50105: "access_denied",
  AADSTS53003: "access_denied",
  /** The application is not known; its secret is wrong; has expired; its assertion is wrong. */
  AADSTS700016: "invalid_client",
  AADSTS7000215: "invalid_client",
  AADSTS7000222: "invalid_client",
  AADSTS700027: "invalid_client",
  /** The application is confidential, and we sent neither secret nor assertion. */
  AADSTS7000218: "client_secret_needed",
  /** The sign-in is too old; was withdrawn; needs another factor. */
  AADSTS700082: "invalid_grant",
  AADSTS50173: "invalid_grant",
  AADSTS50076: "invalid_grant",
  AADSTS50079: "invalid_grant",
};
const ENTRA_CODE = /\bAADSTS\d{4,8}\b/;
/** A redirect URI that is not registered is refused under many codes; the parameter is named in most texts. */
const REDIRECT_REFUSED =
  /\bredirect[ _-]?ur[il]\b.{0,60}\b(?:mismatch|not (?:registered|allowed|match)|invalid|unknown|does(?: not|n't) match)\b/i;
/** Providers that have forgotten a dynamically registered client often say so in the text alone. */
const UNKNOWN_CLIENT =
  /\bclient(?:[ _]?id)?\b.{0,20}\b(?:not found|unknown|unrecogni[sz]ed|not registered|does not exist)\b/i;
const UNKNOWN_CLIENT_REVERSED = /\b(?:unknown|unrecogni[sz]ed|unregistered) client(?:[ _]?id)?\b/i;

/** What a provider's error means for us. The texts are consulted only where the code says nothing specific. */
export function reasonForError(error: string, description: string | undefined): OAuthReason {
  const text = `${error} ${description ?? ""}`.slice(0, 1000);
  const entra = ENTRA[ENTRA_CODE.exec(text)?.[0] ?? ""];
  if (entra) return entra;
  const known = Object.hasOwn(REASONS, error) ? REASONS[error] : undefined;
  if (known) return known;
  if (REDIRECT_REFUSED.test(text)) return "redirect_uri_rejected";
  return UNKNOWN_CLIENT.test(text) || UNKNOWN_CLIENT_REVERSED.test(text) ? "invalid_client" : "request_rejected";
}
