import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { beginAuthorization } from "#lib/oauth/authorization.ts";
import { clientMetadataDocument } from "#lib/oauth/client-metadata.ts";
import { discoverAuthorization } from "#lib/oauth/discovery.ts";
import { registerClient } from "#lib/oauth/registration.ts";
import { revokeToken } from "#lib/oauth/revocation.ts";
import { finishAuthorization, refreshTokens } from "#lib/oauth/token.ts";
import type { AuthorizationTarget, ClientIdentity, OAuthProblem, PrivateKey, TokenSet } from "#lib/oauth/types.ts";
import type { Result } from "#lib/platform/result.ts";
import { settings } from "#tests/factories/oauth.ts";
import { DECLINES, startAuthorizationServer, type TestAuthorizationServer, visit } from "./authorization-server.ts";

const REDIRECT_URI = "https://patchbay.example.org/oauth/callback/con_1";
const CIMD = "https://patchbay.example.org/oauth/client/con_1";
const SECRET = "s~:&=+ %-_.";
const byHand = (clientId: string, method: "client_secret_basic" | "client_secret_post") => ({
  client_id: clientId,
  client_secret: SECRET,
  redirect_uris: [REDIRECT_URI],
  grant_types: ["authorization_code", "refresh_token"],
  token_endpoint_auth_method: method,
});

let provider: TestAuthorizationServer;
/** What our document publishes at the moment. */
const documentKeys: PrivateKey[] = [];
const exchange = { fetch, allowHttp: (url: URL) => url.hostname === "127.0.0.1" };

beforeAll(async () => {
  // oidc-provider warns that its storage is in memory, and notes every default it uses.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  provider = await startAuthorizationServer({
    clients: [byHand("basic-client", "client_secret_basic"), byHand("post-client", "client_secret_post")],
    documents: {
      [CIMD]: () =>
        clientMetadataDocument({
          clientId: CIMD,
          redirectUri: REDIRECT_URI,
          clientName: "Patchbay",
          clientUri: "https://patchbay.example.org",
          keys: documentKeys,
        }),
    },
  });
});
beforeEach(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => provider.close());

function value<T>(result: Result<T, OAuthProblem>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function discover(): Promise<AuthorizationTarget> {
  const refusal = await fetch(provider.resource, { method: "POST" });
  const challenge = refusal.headers.get("www-authenticate");
  return value(
    await discoverAuthorization({ ...exchange, serverUrl: provider.resource, challenge, settings: settings() }),
  );
}

async function register(target: AuthorizationTarget): Promise<ClientIdentity> {
  const input = { target, redirectUri: REDIRECT_URI, clientName: "Patchbay", cimdUrl: null, preregistered: null };
  return value(await registerClient({ ...exchange, ...input }));
}

async function signIn(target: AuthorizationTarget, client: ClientIdentity, loginHint?: string) {
  const begun = value(
    await beginAuthorization({ ...exchange, target, client, redirectUri: REDIRECT_URI, settings: settings() }),
  );
  const hint = loginHint ? `&login_hint=${encodeURIComponent(loginHint)}` : "";
  return finishAuthorization({
    ...exchange,
    issuer: target.issuer,
    metadata: target.metadata,
    client,
    redirectUri: REDIRECT_URI,
    callbackUrl: await visit(begun.url + hint, REDIRECT_URI),
    expectedState: begun.state,
    codeVerifier: begun.codeVerifier,
    resource: begun.resource,
  });
}

function refresh(target: AuthorizationTarget, client: ClientIdentity, tokens: TokenSet) {
  const { issuer, metadata, resource } = target;
  const refreshToken = tokens.refreshToken ?? "";
  return refreshTokens({ ...exchange, issuer, metadata, client, refreshToken, resource, scope: null });
}

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

test("discovery finds the provider behind the server's challenge", async () => {
  expect(await discover()).toMatchObject({
    issuer: provider.issuer,
    resource: provider.resource,
    scope: "files:read offline_access",
    metadata: {
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    },
  });
});

test("register, sign in, refresh with rotation, revoke", async () => {
  const target = await discover();
  const client = await register(target);
  expect(client).toMatchObject({ source: "dcr", authMethod: "client_secret_basic", expiresAt: null });

  const first = value(await signIn(target, client));
  expect(claims(first.accessToken)).toMatchObject({
    aud: provider.resource,
    iss: provider.issuer,
    scope: "files:read",
  });
  expect(first.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 500_000);

  const second = value(await refresh(target, client, first));
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.accessToken).not.toBe(first.accessToken);
  expect(claims(second.accessToken)).toMatchObject({ aud: provider.resource });

  const { metadata } = target;
  const token = second.refreshToken ?? "";
  expect(await revokeToken({ ...exchange, metadata, client, token, kind: "refresh_token" })).toMatchObject({
    ok: true,
  });
  expect(await refresh(target, client, second)).toMatchObject({ error: { reason: "invalid_grant", step: "refresh" } });
});

test("a refresh token that was rotated away is an invalid grant", async () => {
  const target = await discover();
  const client = await register(target);
  const first = value(await signIn(target, client));
  value(await refresh(target, client, first));
  expect(await refresh(target, client, first)).toMatchObject({ error: { reason: "invalid_grant" } });
});

test.each([["basic-client"], ["post-client"]])(
  "a client registered by hand with an awkward secret: %s",
  async (clientId) => {
    const target = await discover();
    const authMethod = clientId === "basic-client" ? "client_secret_basic" : "client_secret_post";
    const preregistered = { clientId, clientSecret: SECRET, clientKey: null };
    target.metadata.token_endpoint_auth_methods_supported = [authMethod];
    const client = value(
      await registerClient({
        ...exchange,
        target,
        redirectUri: REDIRECT_URI,
        clientName: "Patchbay",
        cimdUrl: null,
        preregistered,
      }),
    );
    expect(client.authMethod).toBe(authMethod);
    expect(value(await signIn(target, client)).refreshToken).not.toBeNull();
  },
);

test("our metadata document is a client that an independent provider accepts", async () => {
  const target = await discover();
  const input = { target, redirectUri: REDIRECT_URI, clientName: "Patchbay", cimdUrl: CIMD, preregistered: null };
  const client = value(await registerClient({ ...exchange, ...input }));
  expect(client).toMatchObject({ source: "cimd", clientId: CIMD, authMethod: "private_key_jwt" });
  if (client.clientKey) documentKeys.push(client.clientKey);
  const tokens = value(await signIn(target, client));
  expect(claims(tokens.accessToken)).toMatchObject({ aud: provider.resource, client_id: CIMD });
  expect(value(await refresh(target, client, tokens)).refreshToken).not.toBe(tokens.refreshToken);
});

test("a wrong secret is an invalid client, at refresh too", async () => {
  const target = await discover();
  const client = await register(target);
  const tokens = value(await signIn(target, client));
  const impostor = { ...client, clientSecret: "wrong" };
  expect(await refresh(target, impostor, tokens)).toMatchObject({ error: { reason: "invalid_client" } });
  const forgotten = { ...client, clientId: "forgotten" };
  expect(await refresh(target, forgotten, tokens)).toMatchObject({ error: { reason: "invalid_client" } });
});

test("a person who says no", async () => {
  const target = await discover();
  expect(await signIn(target, await register(target), DECLINES)).toMatchObject({
    error: { reason: "access_denied", step: "callback", detail: "access_denied: The person said no" },
  });
});

test("a redirect URI that the provider refuses is passed on with its reason", async () => {
  const target = await discover();
  const result = await registerClient({
    ...exchange,
    target,
    redirectUri: "https://patchbay.example.org/#fragment",
    clientName: "Patchbay",
    cimdUrl: null,
    preregistered: null,
  });
  expect(result).toMatchObject({
    error: { reason: "registration_rejected", detail: expect.stringContaining("invalid_redirect_uri") },
  });
});

test("without the caller's consent to http, nothing of this starts", async () => {
  const result = await discoverAuthorization({
    fetch,
    serverUrl: provider.resource,
    challenge: null,
    settings: settings(),
  });
  expect(result).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
});
