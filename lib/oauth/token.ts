import {
  allowInsecureRequests,
  authorizationCodeGrant,
  Configuration,
  customFetch,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { readCallback } from "./callback.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { checkEndpoint } from "./endpoints.ts";
import { ExchangeFailure, fail, fetchProblem, findExchangeFailure } from "./problem.ts";
import { type ServerMetadata, tokenSetSchema } from "./schema.ts";
import { tidyResponse } from "./token-response.ts";
import type { ClientIdentity, Exchange, OAuthProblem, OAuthStep, TokenSet } from "./types.ts";

/** The clock, for `expiresAt`. */
type Now = () => Date;

/**
 * Checks the authorization response and exchanges its code for tokens (RFC 6749 §4.1.3, RFC 7636, RFC 8707).
 * `issuer`, `metadata`, `redirectUri`, `expectedState`, `codeVerifier` and `resource` are those the flow was begun with.
 */
export async function finishAuthorization(
  i: Exchange & {
    issuer: string;
    metadata: ServerMetadata;
    client: ClientIdentity;
    redirectUri: string;
    callbackUrl: string;
    expectedState: string;
    codeVerifier: string;
    resource: string | null;
    now?: Now;
  },
): Promise<Result<TokenSet, OAuthProblem>> {
  const callback = readCallback(i);
  if (!callback.ok) return callback;
  const configuration = configure(i, "token", [callback.value.code, i.codeVerifier]);
  if (!configuration.ok) return configuration;

  // The redirect URI is the one we registered, whatever address a proxy made of it on the way back.
  const response = new URL(i.redirectUri);
  response.search = new URL(i.callbackUrl).search;
  return exchange("token", i.now, null, () =>
    authorizationCodeGrant(
      configuration.value,
      response,
      { expectedState: i.expectedState, pkceCodeVerifier: i.codeVerifier },
      withResource(i.resource),
    ),
  );
}

/**
 * Exchanges a refresh token (RFC 6749 §6). Keeps the old refresh token when the answer brings none. `scope`: null asks
 * for what was granted. Tell apart: `invalid_grant` (the person has to sign in again), `invalid_client` (we have to
 * register again), and isTemporary() reasons (what we hold stays valid).
 */
export async function refreshTokens(
  i: Exchange & {
    issuer: string;
    metadata: ServerMetadata;
    client: ClientIdentity;
    refreshToken: string;
    resource: string | null;
    scope: string | null;
    now?: Now;
  },
): Promise<Result<TokenSet, OAuthProblem>> {
  const configuration = configure(i, "refresh", [i.refreshToken]);
  if (!configuration.ok) return configuration;
  return exchange("refresh", i.now, { refreshToken: i.refreshToken, scope: i.scope }, () =>
    refreshTokenGrant(configuration.value, i.refreshToken, {
      ...withResource(i.resource),
      ...(i.scope === null ? {} : { scope: i.scope }),
    }),
  );
}

/** The library's view of one authorization server and us; its requests go through the given fetch, answers tidied. */
export function configure(
  i: Exchange & { issuer: string; metadata: ServerMetadata; client: ClientIdentity },
  step: OAuthStep,
  secrets: readonly string[],
): Result<Configuration, OAuthProblem> {
  const name = step === "revocation" ? "revocation_endpoint" : "token_endpoint";
  const endpoint = checkEndpoint(i.metadata[name] ?? "", i.allowHttp);
  if (!endpoint.ok) return fail("endpoint_not_allowed", step, `${name}: ${endpoint.error}`);
  const authentication = clientAuthentication(i.client, step);
  if (!authentication.ok) return authentication;

  const server = { ...i.metadata, issuer: i.issuer };
  const configuration = new Configuration(server, i.client.clientId, {}, authentication.value);
  if (endpoint.value.protocol === "http:") allowInsecureRequests(configuration);
  configuration[customFetch] = async (url, options) => {
    const signals = [options.signal, i.signal].filter((signal) => signal !== undefined);
    try {
      const response = await i.fetch(url, { ...(options as RequestInit), signal: AbortSignal.any(signals) });
      return await tidyResponse(response, step, [...secrets, i.client.clientSecret]);
    } catch (error) {
      throw error instanceof ExchangeFailure ? error : new ExchangeFailure(fetchProblem(error, step));
    }
  };
  return ok(configuration);
}

async function exchange(
  step: OAuthStep,
  now: Now | undefined,
  before: { refreshToken: string; scope: string | null } | null,
  grant: () => Promise<TokenEndpointResponse>,
): Promise<Result<TokenSet, OAuthProblem>> {
  try {
    const tokens = tokenSetSchema.safeParse(await grant());
    if (!tokens.success) return fail("invalid_response", step, "no usable bearer token in the answer");
    const { access_token, refresh_token, expires_in, scope } = tokens.data;
    return ok({
      accessToken: access_token,
      refreshToken: refresh_token ?? before?.refreshToken ?? null,
      tokenType: "Bearer",
      scope: scope ?? before?.scope ?? null,
      expiresAt: expires_in === undefined ? null : new Date((now?.() ?? new Date()).getTime() + expires_in * 1000),
    });
  } catch (error) {
    // The library's own messages are left out: what it objects to is in the answer, and the answer holds tokens.
    const found = findExchangeFailure(error);
    return found ? { ok: false, error: found } : fail("invalid_response", step, "not a token response");
  }
}

function withResource(resource: string | null): Record<string, string> {
  return resource === null ? {} : { resource };
}
