import { err, ok, type Result } from "#lib/platform/result.ts";
import { fail } from "./problem.ts";
import type { ServerMetadata } from "./schema.ts";
import type { AllowHttp, OAuthProblem, OAuthStep } from "./types.ts";

/**
 * A URL that may be requested or sent to a browser: https, or http where `allowHttp` agrees; no user name, no fragment.
 * Everything else (`javascript:`, `file:`, app schemes …) is refused, by an allow-list. The error says why, in words.
 */
export function checkEndpoint(text: string, allowHttp: AllowHttp | undefined): Result<URL, string> {
  const url = URL.parse(text);
  if (!url) return err("not a URL");
  const allowed = url.protocol === "https:" || (url.protocol === "http:" && allowHttp?.(url) === true);
  if (!allowed) return err(`${url.protocol}//${url.host} is not https`);
  if (url.username || url.password) return err(`a URL at ${url.host} carries a user name`);
  if (text.includes("#")) return err(`a URL at ${url.host} carries a fragment`);
  return ok(url);
}

/** Parameters of an authorization request: an endpoint that presets one would speak for us. */
const RESERVED = new Set([
  "client_id",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "code_challenge",
  "code_challenge_method",
  "resource",
  "request",
  "request_uri",
  "prompt",
]);

/** The authorization endpoint, checked like every endpoint and free of preset request parameters. */
export function checkAuthorizationEndpoint(text: string, allowHttp: AllowHttp | undefined): Result<URL, string> {
  const url = checkEndpoint(text, allowHttp);
  if (!url.ok) return url;
  const preset = [...url.value.searchParams.keys()].find((name) => RESERVED.has(name));
  return preset ? err(`the authorization endpoint presets ${preset}`) : url;
}

/** Checks every endpoint of a metadata document that the engine would use. */
export function checkEndpoints(
  metadata: ServerMetadata,
  allowHttp: AllowHttp | undefined,
  step: OAuthStep,
): Result<ServerMetadata, OAuthProblem> {
  const checks: [string, Result<URL, string>][] = [
    ["token_endpoint", checkEndpoint(metadata.token_endpoint, allowHttp)],
  ];
  if (metadata.authorization_endpoint !== undefined)
    checks.push(["authorization_endpoint", checkAuthorizationEndpoint(metadata.authorization_endpoint, allowHttp)]);
  for (const name of ["registration_endpoint", "revocation_endpoint"] as const) {
    const value = metadata[name];
    if (value !== undefined) checks.push([name, checkEndpoint(value, allowHttp)]);
  }
  for (const [name, check] of checks) {
    if (!check.ok) return fail("endpoint_not_allowed", step, `${name}: ${check.error}`);
  }
  return ok(metadata);
}
