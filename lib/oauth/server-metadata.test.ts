import { expect, test } from "vitest";
import { ISSUER, serverMetadata } from "#tests/factories/oauth.ts";
import { html, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { fetchServerMetadata, sameIssuer, serverMetadataUrls } from "./server-metadata.ts";

const RFC8414 = `${ISSUER}/.well-known/oauth-authorization-server`;
const OIDC = `${ISSUER}/.well-known/openid-configuration`;
const strict = { defaultEndpoints: false };

test("the order of the places", () => {
  expect(serverMetadataUrls(new URL(`${ISSUER}/tenant/`))).toEqual([
    `${RFC8414}/tenant`,
    `${OIDC}/tenant`,
    `${ISSUER}/tenant/.well-known/openid-configuration`,
  ]);
  expect(serverMetadataUrls(new URL(ISSUER))).toEqual([RFC8414, OIDC]);
});

test.each([
  ["a page with status 200", () => html(200)],
  ["404", () => html(404)],
  ["JSON that is no metadata", () => Response.json({ error: "not found" })],
  ["a JSON list", () => Response.json([])],
  ["JSON for another issuer", () => Response.json(serverMetadata({ issuer: "https://other.example" }))],
  ["a server error", () => html(500)],
])("goes on to the next place after %s", async (_name, first) => {
  const stub = stubFetch({ [RFC8414]: first, [OIDC]: serverMetadata() });
  expect(await fetchServerMetadata(ISSUER, { ...stub, ...strict })).toEqual({ ok: true, value: serverMetadata() });
});

test("sloppiness that costs no safety is put up with", async () => {
  const sloppy = serverMetadata({
    scopes_supported: ["read", 7, "with space", "x".repeat(1000)],
    registration_endpoint: "",
    revocation_endpoint: null,
    client_id_metadata_document_supported: "yes",
    code_challenge_methods_supported: null,
  });
  const stub = stubFetch({ [RFC8414]: sloppy });
  const result = await fetchServerMetadata(ISSUER, { ...stub, ...strict });
  expect(JSON.parse(JSON.stringify(result))).toEqual({
    ok: true,
    value: {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      scopes_supported: ["read"],
    },
  });
});

test.each([
  ["https://a.example", "https://a.example", true],
  ["https://a.example", "https://a.example/", true],
  ["https://a.example/", "https://a.example", true],
  ["https://a.example:8443/", "https://a.example:8443", true],
  ["https://a.example/t", "https://a.example/t/", false],
  ["https://a.example/", "https://a.example//", false],
  ["https://a.example", "https://A.example", false],
  ["https://a.example", "https://a.example:443", false],
  ["https://a.example", "https://a.example/?", false],
  ["https://a.example", "http://a.example", false],
  ["https://a.example", "https://a.example.evil.example", false],
])("issuer %s is %s: %s", (a, b, same) => {
  expect(sameIssuer(a, b)).toBe(same);
});

test("metadata of another issuer alone is an issuer mismatch, also where default endpoints would be possible", async () => {
  const stub = stubFetch({ [RFC8414]: serverMetadata({ issuer: `${ISSUER}/other` }) });
  const result = await fetchServerMetadata(ISSUER, { ...stub, defaultEndpoints: true });
  expect(result).toMatchObject({ ok: false, error: { reason: "issuer_mismatch", step: "server_metadata" } });
});

test.each([
  ["authorization_endpoint", "javascript:alert(1)"],
  ["authorization_endpoint", "data:text/html,x"],
  ["authorization_endpoint", "file:///etc/passwd"],
  ["authorization_endpoint", "ms-msdt:/id"],
  ["authorization_endpoint", "intent://x#Intent;end"],
  ["authorization_endpoint", "http://auth.example.com/authorize"],
  ["authorization_endpoint", "https://user:pass@auth.example.com/authorize"],
  ["authorization_endpoint", "https://auth.example.com/authorize#x"],
  ["authorization_endpoint", "https://honest.example/authorize?client_id=theirs"],
  ["token_endpoint", "http://auth.example.com/token"],
  ["token_endpoint", "https://u@auth.example.com/token"],
  ["registration_endpoint", "http://auth.example.com/register"],
  ["revocation_endpoint", "ftp://auth.example.com/revoke"],
])("%s must not be %s", async (name, value) => {
  const stub = stubFetch({ [RFC8414]: serverMetadata({ [name]: value }) });
  const result = await fetchServerMetadata(ISSUER, { ...stub, ...strict });
  expect(result).toMatchObject({
    ok: false,
    error: { reason: "endpoint_not_allowed", detail: expect.stringContaining(name) },
  });
});

test("plain http is possible exactly where the caller allows it", async () => {
  const issuer = "http://127.0.0.1:4000";
  const metadata = serverMetadata({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: undefined,
    revocation_endpoint: undefined,
  });
  const stub = stubFetch({ [`${issuer}/.well-known/oauth-authorization-server`]: metadata });
  const allowHttp = (url: URL) => url.host === "127.0.0.1:4000";
  expect(await fetchServerMetadata(issuer, { ...stub, ...strict, allowHttp })).toMatchObject({ ok: true });
  expect(await fetchServerMetadata(issuer, { ...stub, ...strict })).toMatchObject({
    error: { reason: "endpoint_not_allowed" },
  });
  const elsewhere = stubFetch({
    [`${issuer}/.well-known/oauth-authorization-server`]: {
      ...metadata,
      token_endpoint: "http://127.0.0.1:5432/token",
    },
  });
  expect(await fetchServerMetadata(issuer, { ...elsewhere, ...strict, allowHttp })).toMatchObject({
    error: { reason: "endpoint_not_allowed" },
  });
});

test("no metadata at all: MCP 2025-03-26 names the endpoints, for servers of that time only", async () => {
  const result = await fetchServerMetadata(ISSUER, { ...stubFetch({}), defaultEndpoints: true });
  expect(result).toMatchObject({
    ok: true,
    value: {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      registration_endpoint: `${ISSUER}/register`,
    },
  });
  expect(await fetchServerMetadata(ISSUER, { ...stubFetch({}), ...strict })).toMatchObject({
    error: { reason: "server_metadata_not_found" },
  });
});

test("endpoints are not guessed while the metadata is out of reach", async () => {
  const down = stubFetch({ [RFC8414]: () => html(502) });
  expect(await fetchServerMetadata(ISSUER, { ...down, defaultEndpoints: true })).toMatchObject({
    error: { reason: "temporarily_unavailable" },
  });
  const cut = stubFetch({ [RFC8414]: () => Promise.reject(new TypeError("fetch failed")) });
  expect(await fetchServerMetadata(ISSUER, { ...cut, defaultEndpoints: true })).toMatchObject({
    error: { reason: "unreachable" },
  });
});

test.each([
  [{ token_endpoint: undefined }],
  [{ authorization_endpoint: 42 }],
  [{ token_endpoint: "no url" }],
  [{ token_endpoint: `${ISSUER}/${"x".repeat(3000)}` }],
])("metadata with unusable required members is invalid: %j", async (changes) => {
  const stub = stubFetch({ [RFC8414]: serverMetadata(changes) });
  expect(await fetchServerMetadata(ISSUER, { ...stub, defaultEndpoints: true })).toMatchObject({
    error: { reason: "server_metadata_invalid" },
  });
});

test("an issuer carries no query", async () => {
  expect(await fetchServerMetadata(`${ISSUER}/?a=1`, { ...stubFetch({}), ...strict })).toMatchObject({
    error: { reason: "server_metadata_invalid" },
  });
});
