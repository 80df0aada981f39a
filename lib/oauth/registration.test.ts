import fc from "fast-check";
import { expect, test } from "vitest";
import { ISSUER, REDIRECT_URI, serverMetadata, target } from "#tests/factories/oauth.ts";
import { html, type StubAnswer, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { generatePrivateKey } from "./private-key.ts";
import { type Preregistered, registerClient } from "./registration.ts";
import type { AuthMethod, OAuthGrant } from "./schema.ts";
import type { ServerMetadata } from "./types.ts";

const CIMD = "https://patchbay.example.org/oauth/client/con_1";
const REGISTER = `${ISSUER}/register`;

function register(options: {
  metadata?: Partial<Record<keyof ServerMetadata, unknown>>;
  cimdUrl?: string | null;
  preregistered?: Partial<Preregistered>;
  authMethod?: AuthMethod;
  grant?: OAuthGrant;
  answer?: StubAnswer;
  scope?: string;
}) {
  const stub = stubFetch({ [REGISTER]: options.answer ?? { client_id: "dynamic" } });
  const result = registerClient({
    target: target({ metadata: serverMetadata(options.metadata), scope: options.scope ?? null }),
    redirectUri: REDIRECT_URI,
    clientName: "Patchbay",
    cimdUrl: options.cimdUrl ?? null,
    preregistered: options.preregistered
      ? { clientId: "ours", clientSecret: null, clientKey: null, ...options.preregistered }
      : null,
    authMethod: options.authMethod ?? null,
    grant: options.grant ?? "authorization_code",
    fetch: stub.fetch,
  });
  return { result, requests: stub.requests };
}

const answers = (status: number, body: unknown) => () => Response.json(body, { status });
const takesDocuments = { client_id_metadata_document_supported: true };

test("the client an owner entered comes first, and nobody is asked", async () => {
  const { result, requests } = register({
    metadata: takesDocuments,
    cimdUrl: CIMD,
    preregistered: { clientId: "ours", clientSecret: "s3cret" },
  });
  expect(await result).toEqual({
    ok: true,
    value: {
      source: "preregistered",
      clientId: "ours",
      clientSecret: "s3cret",
      clientKey: null,
      authMethod: "client_secret_basic",
      expiresAt: null,
    },
  });
  expect(requests).toEqual([]);
});

test.each([
  [undefined, "s", "client_secret_basic"],
  [["client_secret_post", "client_secret_basic"], "s", "client_secret_basic"],
  [["private_key_jwt", "client_secret_post"], "s", "client_secret_post"],
  [["none"], "s", "none"],
  [["client_secret_basic"], null, "none"],
])("a server that lists %j and a client with secret %j: %s", async (listed, clientSecret, authMethod) => {
  const { result } = register({
    metadata: { token_endpoint_auth_methods_supported: listed },
    preregistered: { clientId: "ours", clientSecret },
  });
  expect(await result).toMatchObject({ ok: true, value: { authMethod } });
});

test("a server with none of our ways to authenticate says so", async () => {
  const metadata = { token_endpoint_auth_methods_supported: ["client_secret_jwt", "tls_client_auth"] };
  const problem = {
    ok: false,
    error: { reason: "client_auth_unsupported", detail: "client_secret_jwt, tls_client_auth" },
  };
  expect(await register({ metadata }).result).toMatchObject(problem);
  expect(await register({ metadata, preregistered: { clientId: "c", clientSecret: "s" } }).result).toMatchObject(
    problem,
  );
});

test("our metadata document is the client id where the server takes one", async () => {
  const { result, requests } = register({ metadata: takesDocuments, cimdUrl: CIMD });
  expect(await result).toEqual({
    ok: true,
    value: { source: "cimd", clientId: CIMD, clientSecret: null, clientKey: null, authMethod: "none", expiresAt: null },
  });
  expect(requests).toEqual([]);
});

test.each([
  ["the server takes none", {}, CIMD],
  ["we have none", takesDocuments, null],
  ["ours is not https", takesDocuments, "http://localhost:3000/oauth/client/con_1"],
  ["ours has no path", takesDocuments, "https://patchbay.example.org/"],
])("otherwise we register: %s", async (_name, metadata, cimdUrl) => {
  expect(await register({ metadata, cimdUrl }).result).toMatchObject({ ok: true, value: { source: "dcr" } });
});

test("registers as a web application that refreshes", async () => {
  const { result, requests } = register({ scope: "read write" });
  await result;
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ method: "POST", url: REGISTER });
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
    client_name: "Patchbay",
    redirect_uris: [REDIRECT_URI],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_basic",
    application_type: "web",
    scope: "read write",
  });
});

test("registers without a scope where the server refuses the one we will ask for", async () => {
  const answer = async (request: Request) =>
    "scope" in (await request.json())
      ? Response.json({ error: "invalid_client_metadata", error_description: "unknown scope" }, { status: 400 })
      : Response.json({ client_id: "c" }, { status: 201 });
  const { result, requests } = register({ scope: "files:read", answer });
  expect(await result).toMatchObject({ ok: true });
  expect(requests).toHaveLength(2);
});

const granted = { client_id: "c", client_secret: "s" };
test.each([
  ["by the book", answers(201, { ...granted, client_secret_expires_at: 0 }), "s", "client_secret_basic"],
  ["200 for 201", answers(200, { ...granted, client_secret_expires_at: 0 }), "s", "client_secret_basic"],
  ["no client_secret_expires_at", answers(201, granted), "s", "client_secret_basic"],
  [
    "another method than asked",
    answers(201, { ...granted, token_endpoint_auth_method: "client_secret_post" }),
    "s",
    "client_secret_post",
  ],
  ["a public client", answers(201, { client_id: "c", token_endpoint_auth_method: "none" }), null, "none"],
  [
    "a public client with a needless secret",
    answers(201, { ...granted, token_endpoint_auth_method: "none" }),
    null,
    "none",
  ],
  ["no secret, no method", answers(201, { client_id: "c" }), null, "none"],
  ["an empty secret", answers(201, { client_id: "c", client_secret: "" }), null, "none"],
  ["a secret of null", answers(201, { client_id: "c", client_secret: null }), null, "none"],
])("reads the answer to a registration: %s", async (_name, answer, clientSecret, authMethod) => {
  expect(await register({ answer }).result).toEqual({
    ok: true,
    value: { source: "dcr", clientId: "c", clientSecret, clientKey: null, authMethod, expiresAt: null },
  });
});

test("remembers when a secret expires", async () => {
  const answer = answers(201, { ...granted, client_secret_expires_at: "1893456000" });
  expect(await register({ answer }).result).toMatchObject({
    ok: true,
    value: { expiresAt: new Date("2030-01-01T00:00:00Z") },
  });
});

test.each([
  ["a page", () => html(200)],
  ["no client id", answers(201, { client_secret: "s" })],
  ["an endless client id", answers(201, { client_id: "c".repeat(5000) })],
  ["an endless secret", answers(201, { client_id: "c", client_secret: "s".repeat(50_000) })],
  ["a secret that is no text", answers(201, { client_id: "c", client_secret: { a: 1 } })],
])("an unusable answer is one: %s", async (_name, answer) => {
  expect(await register({ answer }).result).toMatchObject({ error: { reason: "registration_invalid" } });
});

test("a method that we cannot do is not pretended", async () => {
  const answer = answers(201, { ...granted, token_endpoint_auth_method: "private_key_jwt" });
  expect(await register({ answer }).result).toMatchObject({ error: { reason: "client_auth_unsupported" } });
});

test("a refusal is passed on with the server's reason, made safe to show", async () => {
  const description = `Redirect\u202e URI\nnot allowed ${"A".repeat(60)} ${"x ".repeat(1000)}`;
  const answer = answers(400, { error: "invalid_redirect_uri", error_description: description });
  const result = await register({ answer }).result;
  expect(result).toMatchObject({ ok: false, error: { reason: "registration_rejected", step: "registration" } });
  const detail = result.ok ? "" : (result.error.detail ?? "");
  expect(detail).toMatch(/^invalid_redirect_uri: Redirect URI not allowed \[redacted\] x x/);
  expect(detail.length).toBeLessThanOrEqual(300);
});

test.each([
  [401, "registration_rejected"],
  [403, "registration_rejected"],
  [302, "registration_rejected"],
  [404, "registration_needed"],
  [405, "registration_needed"],
  [501, "registration_needed"],
  [429, "temporarily_unavailable"],
  [503, "temporarily_unavailable"],
])("status %i without words: %s", async (status, reason) => {
  expect(await register({ answer: () => html(status) }).result).toMatchObject({ error: { reason } });
});

test("a server without registration needs an owner", async () => {
  const { result, requests } = register({ metadata: { registration_endpoint: undefined } });
  expect(await result).toMatchObject({ error: { reason: "registration_needed" } });
  expect(requests).toEqual([]);
});

test("stored metadata is not trusted: a plain http endpoint is refused here too", async () => {
  const { result, requests } = register({ metadata: { registration_endpoint: "http://auth.example.com/register" } });
  expect(await result).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
  expect(requests).toEqual([]);
});

test("no network is no registration", async () => {
  const answer = () => Promise.reject(new TypeError("fetch failed"));
  expect(await register({ answer }).result).toMatchObject({ error: { reason: "unreachable" } });
});

test("hostile answers never throw", async () => {
  const keys = fc.constantFrom(
    "client_id",
    "client_secret",
    "client_secret_expires_at",
    "token_endpoint_auth_method",
    "error",
  );
  const body = fc.oneof(fc.dictionary(keys, fc.jsonValue()), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(200, 201, 302, 400, 401, 500), async (value, status) => {
      const result = await register({ answer: answers(status, value) }).result;
      if (result.ok) expect(typeof result.value.clientId).toBe("string");
    }),
  );
});

const signs = { token_endpoint_auth_methods_supported: ["none", "private_key_jwt"] };

test("with a metadata document the client signs where the server lists that, by a key of its own", async () => {
  const input = { metadata: { ...takesDocuments, ...signs }, cimdUrl: CIMD };
  const [first, second] = await Promise.all([register(input).result, register(input).result]);
  expect(first).toMatchObject({
    value: { source: "cimd", authMethod: "private_key_jwt", clientKey: { alg: "ES256" } },
  });
  expect(first.ok && second.ok && first.value.clientKey?.kid !== second.value.clientKey?.kid).toBe(true);
});

test.each([
  ["no list says so", {}],
  ["no algorithm is shared", { ...signs, token_endpoint_auth_signing_alg_values_supported: ["HS256"] }],
])("with a metadata document the client is public where %s", async (_name, metadata) => {
  const { result } = register({ metadata: { ...takesDocuments, ...metadata }, cimdUrl: CIMD });
  expect(await result).toMatchObject({ value: { source: "cimd", authMethod: "none", clientKey: null } });
});

test("the key is one that the server can verify", async () => {
  const metadata = { ...takesDocuments, ...signs, token_endpoint_auth_signing_alg_values_supported: ["RS256"] };
  expect(await register({ metadata, cimdUrl: CIMD }).result).toMatchObject({ value: { clientKey: { alg: "RS256" } } });
});

test("registers with the public half of a key where the server takes nothing else", async () => {
  const { result, requests } = register({ metadata: { token_endpoint_auth_methods_supported: ["private_key_jwt"] } });
  const client = await result;
  expect(client).toMatchObject({ value: { source: "dcr", authMethod: "private_key_jwt", clientSecret: null } });
  const kid = client.ok ? client.value.clientKey?.kid : null;
  const sent = JSON.parse(requests[0]?.body ?? "");
  expect(sent).toMatchObject({ token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [{ kid }] } });
  expect(sent.jwks.keys[0]).not.toHaveProperty("d");
});

test("an owner's key signs, whatever else the server lists", async () => {
  const clientKey = generatePrivateKey("ES256");
  for (const listed of [undefined, ["client_secret_basic", "private_key_jwt"]]) {
    const metadata = { token_endpoint_auth_methods_supported: listed };
    expect(await register({ metadata, preregistered: { clientKey } }).result).toMatchObject({
      value: { source: "preregistered", authMethod: "private_key_jwt", clientKey, clientSecret: null },
    });
  }
  const metadata = { token_endpoint_auth_methods_supported: ["client_secret_basic"] };
  const refused = register({ metadata, preregistered: { clientKey } }).result;
  expect(await refused).toMatchObject({ error: { reason: "client_auth_unsupported" } });
});

test("the owner's word on how we authenticate counts, and is refused where it cannot be kept", async () => {
  const preregistered = { clientSecret: "s" };
  const posts = register({ preregistered, authMethod: "client_secret_post" }).result;
  expect(await posts).toMatchObject({ value: { authMethod: "client_secret_post", clientSecret: "s" } });
  const ours = register({ preregistered: { clientSecret: null }, authMethod: "private_key_jwt" }).result;
  expect(await ours).toMatchObject({ value: { authMethod: "private_key_jwt", clientKey: { alg: "ES256" } } });
  const impossible = register({ preregistered: { clientSecret: null }, authMethod: "client_secret_basic" }).result;
  expect(await impossible).toMatchObject({ error: { reason: "client_auth_unsupported" } });
});

test("nobody registers by themselves to sign in as an organization", async () => {
  const { result, requests } = register({ grant: "client_credentials" });
  expect(await result).toMatchObject({ error: { reason: "registration_needed" } });
  expect(requests).toEqual([]);
  const anonymous = register({ grant: "client_credentials", metadata: takesDocuments, cimdUrl: CIMD }).result;
  expect(await anonymous).toMatchObject({ error: { reason: "registration_needed" } });
  const metadata = { ...takesDocuments, ...signs };
  const known = register({ grant: "client_credentials", metadata, cimdUrl: CIMD }).result;
  expect(await known).toMatchObject({ value: { source: "cimd", authMethod: "private_key_jwt" } });
});
