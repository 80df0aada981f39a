import { accountClaims } from "./account-claims.ts";
import { MAX_EXPIRES_IN_S } from "./constants.ts";
import { isTemporaryStatus, parseObject } from "./fetch-json.ts";
import { ExchangeFailure, problem, safeText } from "./problem.ts";
import { reasonForError } from "./provider-error.ts";
import { errorResponseSchema } from "./schema.ts";
import type { OAuthProblem, OAuthStep } from "./types.ts";

/**
 * Turns what a token or revocation endpoint answered into what the library accepts, or throws an ExchangeFailure with
 * the reason. Deviations that cost no safety are mended here. Of an `id_token` only who signed in is kept
 * (`account`); the access token is never judged by it.
 */
export async function tidyResponse(
  response: Response,
  step: OAuthStep,
  secrets: readonly (string | null)[],
): Promise<Response> {
  const body = parseObject(await response.text());
  // Some providers report errors with status 200.
  if (!response.ok || (typeof body?.error === "string" && body.access_token === undefined)) {
    throw new ExchangeFailure(errorProblem(response.status, body, step, secrets));
  }
  if (step === "revocation") return new Response(null, { status: 200 });
  if (!body) throw new ExchangeFailure(problem("invalid_response", step, "not a JSON object"));
  return Response.json(tidyTokens(body), { status: 200 });
}

function errorProblem(
  status: number,
  body: Record<string, unknown> | null,
  step: OAuthStep,
  secrets: readonly (string | null)[],
): OAuthProblem {
  const parsed = errorResponseSchema.safeParse(body);
  if (isTemporaryStatus(status)) return problem("temporarily_unavailable", step, `HTTP ${status}`);
  if (status >= 300 && status < 400) return problem("invalid_response", step, `HTTP ${status}`);
  if (!parsed.success) return problem(status === 401 ? "invalid_client" : "request_rejected", step, `HTTP ${status}`);
  const { error, error_description: description } = parsed.data;
  const reason = reasonForError(error, description);
  const detail = safeText(description ? `${error}: ${description}` : error, secrets);
  return problem(reason === "request_rejected" && status === 401 ? "invalid_client" : reason, step, detail);
}

function tidyTokens(body: Record<string, unknown>): Record<string, unknown> {
  const { access_token, refresh_token, token_type, issued_token_type, expires_in, scope } = body;
  const account = accountClaims(body.id_token);
  return {
    access_token,
    token_type: token_type ?? "Bearer",
    ...(refresh_token ? { refresh_token } : {}),
    ...(issued_token_type ? { issued_token_type } : {}),
    ...(account ? { account } : {}),
    ...lifetime(expires_in),
    ...(Array.isArray(scope) ? { scope: scope.join(" ") } : typeof scope === "string" ? { scope } : {}),
  };
}

/** Seconds, also as a string. A lifetime of nothing, or none that is a number, is no statement at all. */
function lifetime(expiresIn: unknown): { expires_in?: number } {
  const seconds = typeof expiresIn === "string" ? Number.parseFloat(expiresIn) : expiresIn;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds <= 0) return {};
  return { expires_in: Math.min(seconds, MAX_EXPIRES_IN_S) };
}
