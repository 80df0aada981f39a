import {
  authorizationCodeGrant,
  clientCredentialsGrant,
  genericGrantRequest,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { recordStep, step as traceStep } from "#lib/platform/trace.ts";
import type { OfferedEvidence } from "#lib/platform/trace-evidence.ts";
import { readCallback } from "./callback.ts";
import { type Configured, configure, type ServerExchange } from "./configuration.ts";
import { isExtraParameter } from "./extra-parameters.ts";
import { fail, findExchangeFailure } from "./problem.ts";
import { tokenSetSchema } from "./schema.ts";
import type { OAuthProblem, OAuthStep, TokenSet } from "./types.ts";

/** What every request for tokens says; `now` is the clock for `expiresAt`. */
type TokenRequest = ServerExchange & { resource: string | null; now?: () => Date };

/**
 * Checks the authorization response and exchanges its code for tokens (RFC 6749 §4.1.3, RFC 7636, RFC 8707).
 * `issuer`, `metadata`, `redirectUri`, `expectedState`, `codeVerifier`, `resource` and `dpopKey` are those the flow was
 * begun with.
 */
export async function finishAuthorization(
  i: TokenRequest & { redirectUri: string; callbackUrl: string; expectedState: string; codeVerifier: string },
): Promise<Result<TokenSet, OAuthProblem>> {
  const callback = readCallback(i);
  recordStep(
    "callback",
    callback.ok ? {} : { reason: callback.error.reason, evidence: { detail: callback.error.detail } },
  );
  if (!callback.ok) return callback;
  // The redirect URI is the one we registered, whatever address a proxy made of it on the way back.
  const response = new URL(i.redirectUri);
  response.search = new URL(i.callbackUrl).search;
  const checks = { expectedState: i.expectedState, pkceCodeVerifier: i.codeVerifier };
  return exchange(i, "token", [callback.value.code, i.codeVerifier], ({ configuration, options }) =>
    authorizationCodeGrant(configuration, response, checks, withResource(i.resource), options),
  );
}

/**
 * Exchanges a refresh token (RFC 6749 §6). Keeps the old refresh token when the answer brings none. `scope`: null asks
 * for what was granted. Tell apart: `invalid_grant` (the person has to sign in again), `invalid_client` (we have to
 * register again), and isTemporary() reasons (what we hold stays valid).
 */
export async function refreshTokens(
  i: TokenRequest & { refreshToken: string; scope: string | null },
): Promise<Result<TokenSet, OAuthProblem>> {
  const parameters = { ...withResource(i.resource), ...withScope(i.scope) };
  const refreshed = await exchange(i, "refresh", [i.refreshToken], ({ configuration, options }) =>
    refreshTokenGrant(configuration, i.refreshToken, parameters, options),
  );
  if (!refreshed.ok) return refreshed;
  const { refreshToken, scope, ...rest } = refreshed.value;
  return ok({ ...rest, refreshToken: refreshToken ?? i.refreshToken, scope: scope ?? i.scope });
}

/** Tokens for the client itself (RFC 6749 §4.4, SEP-1046). Never with a refresh token: the next ones are got like these. */
export async function clientCredentials(
  i: TokenRequest & { scope: string | null; extraParameters: Record<string, string> },
): Promise<Result<TokenSet, OAuthProblem>> {
  if (i.client.authMethod === "none") return fail("client_secret_needed", "token");
  const extra = Object.fromEntries(Object.entries(i.extraParameters).filter(([name]) => isExtraParameter(name)));
  const parameters = { ...extra, ...withResource(i.resource), ...withScope(i.scope) };
  return withoutRefreshToken(
    await exchange(i, "token", [], ({ configuration, options }) =>
      clientCredentialsGrant(configuration, parameters, options),
    ),
  );
}

/** Tokens for whomever an assertion speaks of (RFC 7523 §2.1): an ID-JAG's person, or a workload. */
export async function jwtBearer(
  i: TokenRequest & { assertion: string; scope: string | null },
): Promise<Result<TokenSet, OAuthProblem>> {
  const parameters = { assertion: i.assertion, ...withResource(i.resource), ...withScope(i.scope) };
  return withoutRefreshToken(
    await exchange(i, "token", [i.assertion], ({ configuration, options }) =>
      genericGrantRequest(configuration, "urn:ietf:params:oauth:grant-type:jwt-bearer", parameters, options),
    ),
  );
}

type GrantStep = Extract<OAuthStep, "token" | "refresh">;
type Grant = (configured: Configured) => Promise<TokenEndpointResponse>;

function exchange(
  i: TokenRequest,
  step: GrantStep,
  secrets: readonly string[],
  grant: Grant,
): Promise<Result<TokenSet, OAuthProblem>> {
  return traceStep(
    step,
    () => tokensFrom(i, step, secrets, grant),
    (tokens) => (tokens.ok ? { evidence: evidenceOf(tokens.value, i.now) } : {}),
  );
}

/** What may be said of tokens without saying anything of them. */
function evidenceOf({ tokenType, scope, expiresAt, refreshToken }: TokenSet, now = () => new Date()): OfferedEvidence {
  const expiresInS = expiresAt && (expiresAt.getTime() - now().getTime()) / 1000;
  return { tokenType, scope, expiresInS, hasRefreshToken: refreshToken !== null };
}

async function tokensFrom(
  i: TokenRequest,
  step: GrantStep,
  secrets: readonly string[],
  grant: Grant,
): Promise<Result<TokenSet, OAuthProblem>> {
  const configured = await configure(i, step, secrets);
  if (!configured.ok) return configured;
  try {
    const tokens = tokenSetSchema.safeParse(await grant(configured.value));
    if (!tokens.success) return fail("invalid_response", step, "no usable access token in the answer");
    const { access_token, refresh_token, expires_in, scope, token_type, account } = tokens.data;
    const isBound = token_type.toLowerCase() === "dpop";
    if (isBound && !i.dpopKey) return fail("invalid_response", step, "a token bound to a key that is not ours");
    return ok({
      accessToken: access_token,
      refreshToken: refresh_token ?? null,
      tokenType: isBound ? "DPoP" : "Bearer",
      scope: scope ?? null,
      expiresAt: expires_in === undefined ? null : new Date((i.now?.() ?? new Date()).getTime() + expires_in * 1000),
      ...(account && { account }),
    });
  } catch (error) {
    // The library's own messages are left out: what it objects to is in the answer, and the answer holds tokens.
    const found = findExchangeFailure(error);
    return found ? { ok: false, error: found } : fail("invalid_response", step, "not a token response");
  }
}

function withoutRefreshToken(got: Result<TokenSet, OAuthProblem>): Result<TokenSet, OAuthProblem> {
  return got.ok ? ok({ ...got.value, refreshToken: null }) : got;
}

function withResource(resource: string | null): Record<string, string> {
  return resource === null ? {} : { resource };
}

function withScope(scope: string | null): Record<string, string> {
  return scope === null ? {} : { scope };
}
