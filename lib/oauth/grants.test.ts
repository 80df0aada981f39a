import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { client, ISSUER, SERVER_URL, serverMetadata } from "#tests/factories/oauth.ts";
import { type StubAnswer, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { requestIdJag } from "./id-jag.ts";
import { generatePrivateKey, importKeyPair, jwkThumbprint, publicJwk } from "./private-key.ts";
import { clientCredentials, jwtBearer, refreshTokens } from "./token.ts";
import type { ClientIdentity, PrivateKey, ServerMetadata } from "./types.ts";

const TOKEN = `${ISSUER}/token`;
const tokens = { access_token: "at-1", token_type: "Bearer", expires_in: 60, scope: "a" };
const withSecret = { clientSecret: "s3cret", authMethod: "client_secret_basic" };
const KEY = generatePrivateKey("ES256");

type Options = {
  answer?: StubAnswer;
  client?: Partial<ClientIdentity>;
  metadata?: Partial<Record<keyof ServerMetadata, unknown>>;
  dpopKey?: PrivateKey;
};

function base({ answer = tokens, client: changes = withSecret, metadata, dpopKey }: Options) {
  const stub = stubFetch({ [TOKEN]: answer });
  const server = { issuer: ISSUER, metadata: serverMetadata(metadata), client: client(changes), fetch: stub.fetch };
  return { stub, input: { ...server, resource: SERVER_URL, scope: "a b", dpopKey: dpopKey ?? null } };
}

async function asClient(options: Options & { extraParameters?: Record<string, string> } = {}) {
  const { stub, input } = base(options);
  const result = await clientCredentials({ ...input, extraParameters: options.extraParameters ?? {} });
  return { result, ...stub };
}

async function refresh(options: Options) {
  const { stub, input } = base(options);
  return { result: await refreshTokens({ ...input, refreshToken: "rt-0" }), ...stub };
}

/** The parts of a JWT, and whether `key` signed it. */
function readJwt(jwt: string, key: PrivateKey) {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const isSigned = verify(
    "sha256",
    Buffer.from(`${header}.${payload}`),
    { key: createPublicKey({ key: publicJwk(key), format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return { header: json(header), claims: json(payload), isSigned };
}

test("client credentials: as the client, for the resource and scope; what the owner adds replaces nothing of ours", async () => {
  const extraParameters = { audience: "https://api.example.com", scope: "all", client_secret: "x", Resource: "y" };
  const { result, form, requests } = await asClient({ extraParameters });
  expect(result).toMatchObject({ ok: true, value: { accessToken: "at-1", refreshToken: null, scope: "a" } });
  expect(Object.fromEntries(form(TOKEN))).toEqual({
    grant_type: "client_credentials",
    resource: SERVER_URL,
    scope: "a b",
    audience: "https://api.example.com",
  });
  expect(requests[0]?.headers.get("authorization")).toBe(`Basic ${btoa("client-1:s3cret")}`);
});

test("a refresh token of client credentials is not kept: the next tokens are got like these", async () => {
  const { result } = await asClient({ answer: { ...tokens, refresh_token: "rt-1" } });
  expect(result).toMatchObject({ ok: true, value: { refreshToken: null } });
});

test("a client that cannot prove who it is gets nothing as itself, and nobody is asked", async () => {
  const { result, requests } = await asClient({ client: {} });
  expect(result).toMatchObject({ error: { reason: "client_secret_needed" } });
  expect(requests).toEqual([]);
});

test("private_key_jwt: a short-lived assertion of the client's, for the issuer alone", async () => {
  const signing = { clientKey: KEY, authMethod: "private_key_jwt" };
  const { form, requests } = await asClient({ client: signing });
  const sent = form(TOKEN);
  expect(requests[0]?.headers.has("authorization")).toBe(false);
  expect(sent.get("client_assertion_type")).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  const { header, claims, isSigned } = readJwt(sent.get("client_assertion") ?? "", KEY);
  expect(isSigned).toBe(true);
  expect(header).toEqual({ alg: "ES256", kid: KEY.kid });
  expect(claims).toMatchObject({ iss: "client-1", sub: "client-1", aud: ISSUER, jti: expect.any(String) });
  expect(claims.exp - claims.iat).toBeLessThanOrEqual(60);

  const again = await asClient({ client: signing });
  expect(readJwt(again.form(TOKEN).get("client_assertion") ?? "", KEY).claims.jti).not.toBe(claims.jti);
  const keyless = await asClient({ client: { authMethod: "private_key_jwt" } });
  expect(keyless.result).toMatchObject({ error: { reason: "client_auth_unsupported" } });
});

test("JWT bearer: the assertion as the grant", async () => {
  const { stub, input } = base({ client: {} });
  expect(await jwtBearer({ ...input, assertion: "a.b.c" })).toMatchObject({ ok: true, value: { refreshToken: null } });
  expect(Object.fromEntries(stub.form(TOKEN))).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: "a.b.c",
    client_id: "client-1",
    resource: SERVER_URL,
    scope: "a b",
  });
});

async function idJag(answer: StubAnswer) {
  const { stub, input } = base({ answer, client: {} });
  const result = await requestIdJag({ ...input, idToken: "id.token.x", audience: "https://as.example.net" });
  return { result, ...stub };
}

const ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";

test("an identity provider vouches for a person at one authorization server, for one resource", async () => {
  const { result, form } = await idJag({ access_token: "jag.jwt.x", issued_token_type: ID_JAG, token_type: "N_A" });
  expect(result).toEqual({ ok: true, value: "jag.jwt.x" });
  expect(Object.fromEntries(form(TOKEN))).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: ID_JAG,
    subject_token: "id.token.x",
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    audience: "https://as.example.net",
    resource: SERVER_URL,
    scope: "a b",
    client_id: "client-1",
  });
});

test("an access token of the identity provider in place of an ID-JAG is never passed on", async () => {
  for (const issued_token_type of ["urn:ietf:params:oauth:token-type:access_token", undefined]) {
    const { result } = await idJag({ access_token: "at", issued_token_type, token_type: "Bearer" });
    expect(result).toMatchObject({ error: { reason: "invalid_response", step: "identity" } });
  }
});

test("what an identity provider refuses is told without the ID token", async () => {
  const refuses: StubAnswer = () =>
    Response.json({ error: "invalid_grant", error_description: "id.token.x is over" }, { status: 400 });
  const { result } = await idJag(refuses);
  expect(result).toMatchObject({ error: { reason: "invalid_grant", step: "identity" } });
  expect(JSON.stringify(result)).not.toContain("id.token.x");
});

test("tokens bound by DPoP: a proof at the token endpoint, and a nonce where it is demanded", async () => {
  const answer: StubAnswer = (request) =>
    readJwt(request.headers.get("dpop") ?? "", KEY).claims.nonce === "n-1"
      ? Response.json({ ...tokens, token_type: "DPoP" })
      : Response.json({ error: "use_dpop_nonce" }, { status: 400, headers: { "dpop-nonce": "n-1" } });
  const { result, requests } = await refresh({ answer, dpopKey: KEY });
  expect(result).toMatchObject({ ok: true, value: { tokenType: "DPoP", refreshToken: "rt-0" } });
  const proofs = requests.map(({ headers }) => readJwt(headers.get("dpop") ?? "", KEY));
  expect(proofs.map(({ claims }) => claims.nonce)).toEqual([undefined, "n-1"]);
  expect(proofs[1]).toMatchObject({ isSigned: true, claims: { htm: "POST", htu: TOKEN } });
  expect(jwkThumbprint({ ...KEY, jwk: proofs[1]?.header.jwk })).toBe(KEY.kid);
  expect((await importKeyPair(KEY)).privateKey.extractable).toBe(false);
});

test("a token endpoint that demands another nonce every time is asked twice, not for ever", async () => {
  let count = 0;
  const answer: StubAnswer = () => {
    count += 1;
    return Response.json({ error: "use_dpop_nonce" }, { status: 400, headers: { "dpop-nonce": `n-${count}` } });
  };
  const { result } = await refresh({ answer, dpopKey: KEY });
  expect(result).toMatchObject({ ok: false, error: { reason: "request_rejected", detail: "use_dpop_nonce" } });
  expect(count).toBe(2);
});

test("a token bound to a key that is not ours is not used; one that is not bound after all is a bearer token", async () => {
  const bound = { ...tokens, token_type: "DPoP" };
  expect((await refresh({ answer: bound })).result).toMatchObject({ error: { reason: "invalid_response" } });
  expect((await refresh({ dpopKey: KEY })).result).toMatchObject({ ok: true, value: { tokenType: "Bearer" } });
});
