import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { beginAuthorization } from "#lib/oauth/authorization.ts";
import { discoverAuthorization } from "#lib/oauth/discovery.ts";
import { generatePrivateKey, jwkThumbprint, type PrivateKey, publicJwk } from "#lib/oauth/private-key.ts";
import { type Preregistered, registerClient } from "#lib/oauth/registration.ts";
import { clientCredentials, finishAuthorization, refreshTokens } from "#lib/oauth/token.ts";
import type { AuthorizationTarget, ClientIdentity, OAuthProblem } from "#lib/oauth/types.ts";
import type { Result } from "#lib/platform/result.ts";
import { settings } from "#tests/factories/oauth.ts";
import { startAuthorizationServer, type TestAuthorizationServer, visit } from "./authorization-server.ts";

const REDIRECT_URI = "https://patchbay.example.org/oauth/callback/con_1";
const EC = generatePrivateKey("ES256");
const RSA = generatePrivateKey("PS256");
const machine = { redirect_uris: [], response_types: [], grant_types: ["client_credentials"] };
const signing = (client_id: string, key: PrivateKey) => ({
  client_id,
  token_endpoint_auth_method: "private_key_jwt" as const,
  token_endpoint_auth_signing_alg: key.alg as "ES256",
  jwks: { keys: [publicJwk(key) as never] },
});

let provider: TestAuthorizationServer;
const exchange = { fetch, allowHttp: (url: URL) => url.hostname === "127.0.0.1" };

beforeAll(async () => {
  // oidc-provider warns that its storage is in memory, and notes every default it uses.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const person = { redirect_uris: [REDIRECT_URI], grant_types: ["authorization_code", "refresh_token"] };
  provider = await startAuthorizationServer({
    clients: [
      { ...signing("ec-machine", EC), ...machine },
      { ...signing("rsa-machine", RSA), ...machine },
      { client_id: "secret-machine", client_secret: "s3cret", ...machine },
      { ...signing("ec-person", EC), ...person },
    ],
  });
});
beforeEach(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => provider.close());

function value<T>(result: Result<T, OAuthProblem>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Where tokens come from, according to a server that speaks of `scheme`. */
async function discover(scheme = "Bearer"): Promise<AuthorizationTarget> {
  const metadata = new URL("/.well-known/oauth-protected-resource/mcp", provider.resource).href;
  const challenge = `${scheme} resource_metadata="${metadata}"`;
  const input = { ...exchange, serverUrl: provider.resource, challenge, settings: settings() };
  return value(await discoverAuthorization(input));
}

async function known(target: AuthorizationTarget, own: Partial<Preregistered> & { clientId: string }) {
  const preregistered = { clientSecret: null, clientKey: null, ...own };
  const input = { target, redirectUri: REDIRECT_URI, clientName: "Patchbay", cimdUrl: null, preregistered };
  return value(await registerClient({ ...exchange, ...input, grant: "client_credentials" }));
}

async function asClient(target: AuthorizationTarget, client: ClientIdentity, dpopKey: PrivateKey | null = null) {
  const { issuer, metadata, resource, scope } = target;
  const request = { ...exchange, issuer, metadata, resource, scope, client, dpopKey, extraParameters: {} };
  return clientCredentials(request);
}

async function signIn(target: AuthorizationTarget, client: ClientIdentity) {
  const request = { target, client, redirectUri: REDIRECT_URI, settings: settings() };
  const begun = value(await beginAuthorization({ ...exchange, ...request }));
  const { issuer, metadata } = target;
  const { state: expectedState, codeVerifier, resource, dpopKey } = begun;
  const flow = { issuer, metadata, client, redirectUri: REDIRECT_URI, expectedState, codeVerifier, resource };
  const callbackUrl = await visit(begun.url, REDIRECT_URI);
  return {
    dpopKey,
    finish: (key = dpopKey) => finishAuthorization({ ...exchange, ...flow, callbackUrl, dpopKey: key }),
  };
}

function claims(jwt: string) {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}

describe("client credentials at an independent provider", () => {
  test.each([
    ["an EC key", { clientId: "ec-machine", clientKey: EC }, "private_key_jwt"],
    ["an RSA key", { clientId: "rsa-machine", clientKey: RSA }, "private_key_jwt"],
    ["a secret", { clientId: "secret-machine", clientSecret: "s3cret" }, "client_secret_basic"],
  ])("with %s", async (_name, own, authMethod) => {
    const target = await discover();
    const client = await known(target, own);
    expect(client.authMethod).toBe(authMethod);
    const tokens = value(await asClient(target, client));
    expect(tokens).toMatchObject({ tokenType: "Bearer", refreshToken: null });
    expect(claims(tokens.accessToken)).toMatchObject({ client_id: own.clientId, aud: provider.resource });
  });

  test("another's key is refused as an invalid client", async () => {
    const target = await discover();
    const impostor = await known(target, { clientId: "ec-machine", clientKey: generatePrivateKey("ES256") });
    expect(await asClient(target, impostor)).toMatchObject({ error: { reason: "invalid_client" } });
  });

  test("an assertion for another issuer is refused", async () => {
    const target = await discover();
    const client = await known(target, { clientId: "ec-machine", clientKey: EC });
    const elsewhere = await asClient({ ...target, issuer: "https://other.example.com" }, client);
    expect(elsewhere).toMatchObject({ error: { reason: "invalid_client" } });
  });

  test("bound to a key, where the server speaks of DPoP", async () => {
    const target = await discover("DPoP");
    expect(target.dpop).toBe("ES256");
    const key = generatePrivateKey("ES256");
    const tokens = value(await asClient(target, await known(target, { clientId: "ec-machine", clientKey: EC }), key));
    expect(tokens.tokenType).toBe("DPoP");
    expect(claims(tokens.accessToken).cnf).toEqual({ jkt: jwkThumbprint(key) });
  });
});

describe("a person's sign-in at an independent provider", () => {
  test("bound to a key from the code to the refreshed token, although the provider demands nonces", async () => {
    const target = await discover("DPoP");
    const input = { target, redirectUri: REDIRECT_URI, clientName: "Patchbay", cimdUrl: null, preregistered: null };
    const client = value(await registerClient({ ...exchange, ...input }));
    const { finish, dpopKey } = await signIn(target, client);
    if (!dpopKey) throw new Error("no key");
    const jkt = jwkThumbprint(dpopKey);
    const tokens = value(await finish());
    expect(tokens.tokenType).toBe("DPoP");
    expect(claims(tokens.accessToken).cnf).toEqual({ jkt });

    const { issuer, metadata } = target;
    const refreshToken = tokens.refreshToken ?? "";
    const request = { ...exchange, issuer, metadata, client, resource: target.resource, scope: null, refreshToken };
    const refreshed = value(await refreshTokens({ ...request, dpopKey }));
    expect(claims(refreshed.accessToken).cnf).toEqual({ jkt });
  });

  test("a code that was bound to a key is worth nothing without it", async () => {
    const target = await discover("DPoP");
    const client = await known(target, { clientId: "ec-person", clientKey: EC });
    const { finish } = await signIn(target, client);
    expect(await finish(generatePrivateKey("ES256"))).toMatchObject({ error: { reason: "invalid_grant" } });
  });

  test("a bearer token where the server does not speak of DPoP, though the provider could", async () => {
    const target = await discover("Bearer");
    expect(target.metadata.dpop_signing_alg_values_supported).toContain("ES256");
    const client = await known(target, { clientId: "ec-person", clientKey: EC });
    const { finish, dpopKey } = await signIn(target, client);
    expect(dpopKey).toBeNull();
    const tokens = value(await finish());
    expect(tokens.tokenType).toBe("Bearer");
    expect(claims(tokens.accessToken)).not.toHaveProperty("cnf");
  });
});
