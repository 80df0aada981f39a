/** Parameters of our requests: whoever could set them would speak for the engine, or send its answers elsewhere. */
const OURS = new Set([
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "code",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "resource",
  "request",
  "request_uri",
  "grant_type",
  "refresh_token",
  "assertion",
  "subject_token",
  "actor_token",
  "id_token_hint",
  "dpop_jkt",
]);

const SAFE_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** True for a parameter that an owner may add (`audience`, `access_type`, `prompt` …): a plain name that is not ours. */
export function isExtraParameter(name: string): boolean {
  return SAFE_NAME.test(name) && !OURS.has(name.toLowerCase());
}
