import { claimsOf, isAssertionFor } from "#lib/oauth/assertion.ts";
import type { ServerExchange } from "#lib/oauth/configuration.ts";
import { requestIdJag } from "#lib/oauth/id-jag.ts";
import { fail } from "#lib/oauth/problem.ts";
import { registerClient } from "#lib/oauth/registration.ts";
import { fetchServerMetadata, sameIssuer } from "#lib/oauth/server-metadata.ts";
import { clientCredentials, jwtBearer, refreshTokens } from "#lib/oauth/token.ts";
import type { OAuthGrant, OAuthProblem, TokenSet } from "#lib/oauth/types.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";
import type { Result } from "#lib/platform/result.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { REFRESH_REQUEST_MS } from "./constants.ts";
import { oauthSettingsOf, type StoredCredential } from "./data.ts";
import { exchange } from "./exchange.ts";
import { identitySources } from "./identity-sources.ts";
import { replaceRegistration } from "./mutations.ts";
import { openRegistration, registrationRow } from "./registrations.ts";
import { openDpopKey, openToken } from "./sealed.ts";
import type { StoredRegistration, TokenOwner } from "./types.ts";

/** What every grant says: to whom, as whom, for what. */
type TokenRequest = ServerExchange & { resource: string | null; scope: string | null };
type Outcome = Result<TokenSet, OAuthProblem>;

/** Tokens by a grant that takes no sign-in in a browser, for one person's connection to a connector. */
export async function requestTokens(
  owner: TokenOwner & { connectorId: string },
  grant: Exclude<OAuthGrant, "authorization_code">,
  request: TokenRequest,
): Promise<Outcome> {
  switch (grant) {
    case "client_credentials": {
      const { extraParameters } = await oauthSettingsOf(owner.orgId, owner.connectorId);
      return clientCredentials({ ...request, extraParameters });
    }
    case "id_jag":
      return withIdJag(owner, request);
    case "workload_identity": {
      const assertion = await identitySources().workloadAssertion(owner, request.issuer);
      if (!assertion) return unproven("no workload identity");
      if (!isAssertionFor(assertion, request.issuer, new Date()))
        return unproven("the workload's assertion is not for this issuer alone, or over");
      return jwtBearer({ ...request, assertion });
    }
  }
}

/**
 * Newer tokens for a connection by the grant it was connected with, in at most REFRESH_REQUEST_MS for all requests
 * together. Nothing is stored, but for a registration that had to be made anew: the caller holds the lease and saves.
 */
export async function renewTokens(
  owner: TokenOwner,
  credential: StoredCredential,
  registration: StoredRegistration,
): Promise<Outcome> {
  const { issuer, metadata, resource, scope, dpopKeyBox, grant, connectorId } = credential;
  const dpopKey = dpopKeyBox === null ? null : openDpopKey(dpopKeyBox, credential);
  const request = { issuer, metadata, resource, scope, dpopKey, ...exchange(REFRESH_REQUEST_MS) };
  const { client } = openRegistration(registration);
  if (grant !== "authorization_code") return requestTokens({ ...owner, connectorId }, grant, { ...request, client });
  const refreshToken = openToken(credential.refreshTokenBox ?? "", "refresh_token_box", credential);
  const refreshed = await refreshTokens({ ...request, client, refreshToken });
  const isForgotten = !refreshed.ok && refreshed.error.reason === "invalid_client" && registration.source === "dcr";
  return isForgotten ? refreshAsNewClient({ ...request, refreshToken }, registration, refreshed) : refreshed;
}

/**
 * A provider that has forgotten a client which registered by itself may take its refresh tokens from a new one: tried
 * once. The new registration is kept only if it worked, since everybody else's tokens came by the old one.
 */
async function refreshAsNewClient(
  request: Omit<TokenRequest, "client"> & { refreshToken: string },
  registration: StoredRegistration,
  refused: Outcome,
): Promise<Outcome> {
  const { issuer, metadata, resource, scope } = request;
  const { orgId, connectorId, redirectUri } = registration;
  if (redirectUri === null) return refused;
  const registered = await registerClient({
    ...request,
    target: { issuer, metadata, resource, scope, dpop: null },
    redirectUri,
    clientName: PRODUCT_NAME,
    cimdUrl: null,
    preregistered: null,
  });
  if (!registered.ok) return refused;
  const refreshed = await refreshTokens({ ...request, client: registered.value });
  if (!refreshed.ok) return refused;
  await replaceRegistration(
    registration,
    registrationRow({ orgId }, connectorId, issuer, { ...registered.value, redirectUri }, registration.id),
  );
  return refreshed;
}

/** Nothing was sent: there is nobody to present to this authorization server. */
function unproven(detail: string): Outcome {
  recordStep("identity", { reason: "identity_unavailable", evidence: { detail } });
  return fail("identity_unavailable", "identity", detail);
}

/** SEP-990: the person's identity provider vouches for them at the connector's authorization server. */
async function withIdJag(owner: TokenOwner, request: TokenRequest): Promise<Outcome> {
  const identity = await identitySources().idToken(owner);
  if (!identity) return unproven("no ID token");
  // An ID token is shown to nobody but the provider that issued it.
  const issuer = claimsOf(identity.idToken)?.iss;
  if (typeof issuer !== "string" || !sameIssuer(issuer, identity.issuer))
    return unproven("the ID token is of another issuer");
  const provider = await fetchServerMetadata(identity.issuer, { ...request, defaultEndpoints: false });
  if (!provider.ok) return provider;
  const { clientId, clientSecret, idToken } = identity;
  const assertion = await requestIdJag({
    ...request,
    dpopKey: null,
    issuer: provider.value.issuer,
    metadata: provider.value,
    client: {
      source: "preregistered",
      clientId,
      clientSecret,
      clientKey: null,
      authMethod: clientSecret === null ? "none" : "client_secret_basic",
      expiresAt: null,
    },
    idToken,
    audience: request.issuer,
  });
  if (!assertion.ok) return assertion;
  return jwtBearer({ ...request, assertion: assertion.value });
}
