import {
  allowInsecureRequests,
  buildAuthorizationUrl,
  Configuration,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { ok, type Result } from "#lib/platform/result.ts";
import { step } from "#lib/platform/trace.ts";
import { checkAuthorizationEndpoint } from "./endpoints.ts";
import { isExtraParameter } from "./extra-parameters.ts";
import { generatePrivateKey, jwkThumbprint, type PrivateKey } from "./private-key.ts";
import { fail } from "./problem.ts";
import type { OAuthSettings, ServerMetadata } from "./schema.ts";
import { needsConsentPrompt, unionScopes } from "./scope.ts";
import type { AllowHttp, AuthorizationTarget, ClientIdentity, OAuthProblem } from "./types.ts";

const STEP = "authorization";

/** What the browser gets (`url`) and what the flow keeps until the callback: all but `url` and `scope` are secrets. */
export type AuthorizationRequest = {
  url: string;
  state: string;
  codeVerifier: string;
  scope: string | null;
  resource: string | null;
  /** The key that the code, and the tokens to come, are bound to (RFC 9449 §10); null = bearer tokens. */
  dpopKey: PrivateKey | null;
};

/**
 * Builds an authorization request: code flow, PKCE S256 always, 256 bits of state, `resource` unless the owner omits it.
 * No network. `grantedScope`: what the connection already has, for a step-up (both are asked for).
 */
export function beginAuthorization(i: AuthorizationInput): Promise<Result<AuthorizationRequest, OAuthProblem>> {
  return step(
    STEP,
    () => authorizationRequest(i),
    (request) => {
      if (!request.ok) return {};
      const { url, scope, resource } = request.value;
      return { evidence: { host: new URL(url).host, scope, resource } };
    },
  );
}

type AuthorizationInput = {
  target: AuthorizationTarget;
  client: ClientIdentity;
  redirectUri: string;
  settings: OAuthSettings;
  grantedScope?: string | null;
  allowHttp?: AllowHttp;
};

async function authorizationRequest(i: AuthorizationInput): Promise<Result<AuthorizationRequest, OAuthProblem>> {
  const { metadata } = i.target;
  if (metadata.authorization_endpoint === undefined)
    return fail("server_metadata_invalid", STEP, "no authorization_endpoint");
  const pkce = checkPkce(metadata, i.settings);
  if (!pkce.ok) return pkce;
  const endpoint = checkAuthorizationEndpoint(metadata.authorization_endpoint, i.allowHttp);
  if (!endpoint.ok) return fail("endpoint_not_allowed", STEP, `authorization_endpoint: ${endpoint.error}`);

  const state = randomState();
  const codeVerifier = randomPKCECodeVerifier();
  const scope = unionScopes(i.grantedScope ?? null, i.target.scope);
  const resource = i.settings.omitResource ? null : i.target.resource;

  const dpopKey = i.target.dpop && generatePrivateKey(i.target.dpop);

  const configuration = new Configuration(metadata, i.client.clientId);
  if (endpoint.value.protocol === "http:") allowInsecureRequests(configuration);
  const url = buildAuthorizationUrl(configuration, {
    ...(needsConsentPrompt(scope) ? { prompt: "consent" } : {}),
    ...Object.fromEntries(Object.entries(i.settings.extraParameters).filter(([name]) => isExtraParameter(name))),
    response_type: "code",
    redirect_uri: i.redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    ...(scope === null ? {} : { scope }),
    ...(resource === null ? {} : { resource }),
    ...(dpopKey ? { dpop_jkt: jwkThumbprint(dpopKey) } : {}),
  });
  return ok({ url: url.href, state, codeVerifier, scope, resource, dpopKey });
}

/** MCP: a client MUST refuse when the server does not say that it supports PKCE; the code could be injected. */
function checkPkce(metadata: ServerMetadata, settings: OAuthSettings): Result<void, OAuthProblem> {
  const methods = metadata.code_challenge_methods_supported;
  if (methods === undefined) return settings.pkceNotAdvertised ? ok(undefined) : fail("pkce_not_advertised", STEP);
  return methods.includes("S256") ? ok(undefined) : fail("pkce_unsupported", STEP, methods.join(", "));
}
