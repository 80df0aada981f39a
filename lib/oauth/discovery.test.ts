import fc from "fast-check";
import { expect, test } from "vitest";
import { EgressError, type EgressReason } from "#lib/platform/http/egress-error.ts";
import { ISSUER, SERVER_URL, serverMetadata, settings } from "#tests/factories/oauth.ts";
import { stubFetch } from "#tests/fakes/stub-fetch.ts";
import { discoverAuthorization } from "./discovery.ts";
import { OAUTH_REASONS, type OAuthReason } from "./reasons.ts";
import type { OAuthSettings } from "./types.ts";

const RESOURCE_METADATA = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp";
const SERVER_METADATA = `${ISSUER}/.well-known/oauth-authorization-server`;

function discover(options: {
  resource?: object;
  server?: object;
  challenge?: string | null;
  omitResource?: boolean;
  scopes?: OAuthSettings["scopes"];
  serverUrl?: string;
}) {
  const stub = stubFetch({
    [RESOURCE_METADATA]: { resource: SERVER_URL, authorization_servers: [ISSUER], ...options.resource },
    [SERVER_METADATA]: serverMetadata(options.server),
  });
  return discoverAuthorization({
    serverUrl: options.serverUrl ?? SERVER_URL,
    challenge: options.challenge ?? null,
    settings: settings({ omitResource: options.omitResource ?? false, scopes: options.scopes ?? null }),
    fetch: stub.fetch,
  });
}

test("finds the issuer, its metadata, the resource and the scope", async () => {
  expect(await discover({ resource: { scopes_supported: ["a", "b"] } })).toEqual({
    ok: true,
    value: { dpop: null, issuer: ISSUER, metadata: serverMetadata(), resource: SERVER_URL, scope: "a b" },
  });
});

test("the result survives being stored as JSON", async () => {
  const found = await discover({});
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test("the issuer is the one the server itself uses, also where the resource writes it with a slash", async () => {
  expect(await discover({ resource: { authorization_servers: [`${ISSUER}/`] } })).toMatchObject({
    ok: true,
    value: { issuer: ISSUER },
  });
});

test("the resource comes from the metadata, else from the server's URL, and is left out on the owner's word", async () => {
  const root = "https://mcp.example.com";
  expect(await discover({ resource: { resource: `${root}/` } })).toMatchObject({ value: { resource: `${root}/` } });
  expect(await discover({ omitResource: true })).toMatchObject({ value: { resource: null } });

  const old = stubFetch({
    [`${root}/.well-known/oauth-authorization-server`]: serverMetadata({ issuer: root }),
  });
  const input = { challenge: null, settings: settings(), fetch: old.fetch };
  expect(await discoverAuthorization({ ...input, serverUrl: `${root}/sse?x=1#here` })).toMatchObject({
    value: { issuer: root, resource: `${root}/sse?x=1` },
  });
  expect(await discoverAuthorization({ ...input, serverUrl: root })).toMatchObject({ value: { resource: root } });
});

test("without resource metadata the server's origin is the authorization server, its endpoints well known", async () => {
  const result = await discoverAuthorization({
    serverUrl: SERVER_URL,
    challenge: "Bearer",
    settings: settings(),
    fetch: stubFetch({}).fetch,
  });
  expect(result).toMatchObject({
    value: { issuer: "https://mcp.example.com", metadata: { token_endpoint: "https://mcp.example.com/token" } },
  });
});

test("a named authorization server without metadata gets no default endpoints", async () => {
  expect(await discover({ resource: { authorization_servers: ["https://nowhere.example"] } })).toMatchObject({
    error: { reason: "server_metadata_not_found" },
  });
});

test.each([
  ["the challenge first", 'Bearer scope="c"', ["a"], undefined, "c"],
  ["then all of the resource", "Bearer", ["a", "b"], undefined, "a b"],
  ["else none", null, undefined, undefined, null],
  ["offline_access when the server lists it", 'Bearer scope="c"', undefined, ["offline_access"], "c offline_access"],
  ["not when it does not", 'Bearer scope="c offline_access"', undefined, ["c"], "c"],
  ["and not alone", null, undefined, ["openid", "offline_access"], null],
  ["openid only on the server's word", null, ["openid", "a"], undefined, "openid a"],
])("scope: %s", async (_name, challenge, ofResource, ofServer, expected) => {
  const result = await discover({
    challenge,
    resource: { scopes_supported: ofResource },
    server: { scopes_supported: ofServer },
  });
  expect(result).toMatchObject({ ok: true, value: { scope: expected } });
});

test("a server URL that is not https is refused before any request", async () => {
  const stub = stubFetch({});
  const input = { challenge: null, settings: settings(), fetch: stub.fetch };
  for (const serverUrl of ["http://mcp.example.com", "javascript:alert(1)", "", "https://u:p@mcp.example.com"]) {
    const result = await discoverAuthorization({ ...input, serverUrl });
    expect(result).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
  }
  expect(stub.requests).toEqual([]);
});

test.each<[EgressReason, OAuthReason]>([
  ["address_not_public", "address_refused"],
  ["redirect_refused", "address_refused"],
  ["too_large", "invalid_response"],
  ["timeout", "unreachable"],
  ["dns_failed", "unreachable"],
])("what the egress guard reports as %s is %s", async (egress, reason) => {
  const fetch = async () => {
    throw new TypeError("fetch failed", { cause: new EgressError(egress, "mcp.example.com", { maybeSent: false }) });
  };
  const result = await discoverAuthorization({ serverUrl: SERVER_URL, challenge: null, settings: settings(), fetch });
  expect(result).toMatchObject({ error: { reason, detail: egress } });
});

const url = fc.oneof(
  fc.constantFrom(
    SERVER_URL,
    ISSUER,
    `${ISSUER}/`,
    `${ISSUER}/token`,
    "javascript:alert(1)",
    "http://[::1]",
    "//x",
    "https://",
  ),
  fc.webUrl(),
  fc.string(),
);
const hostile = (keys: string[]) =>
  fc.dictionary(fc.constantFrom(...keys, "__proto__", "constructor"), fc.oneof(url, fc.array(url), fc.jsonValue()));

test("hostile documents never throw: each ends in a target with safe endpoints, or in a reason", async () => {
  const resource = hostile(["resource", "authorization_servers", "scopes_supported"]);
  const server = hostile(Object.keys(serverMetadata()));
  await fc.assert(
    fc.asyncProperty(fc.string(), resource, server, fc.boolean(), async (challenge, first, second, plausible) => {
      const documents = plausible
        ? [
            { resource: SERVER_URL, authorization_servers: [ISSUER], ...first },
            { ...serverMetadata(), ...second },
          ]
        : [first, second];
      const fetch = async (input: unknown) =>
        Response.json(String(input).includes("protected-resource") ? documents[0] : documents[1]);
      const result = await discoverAuthorization({ serverUrl: SERVER_URL, challenge, settings: settings(), fetch });
      if (!result.ok) {
        expect(OAUTH_REASONS).toContain(result.error.reason);
        return;
      }
      const { authorization_endpoint, token_endpoint } = result.value.metadata;
      for (const endpoint of [authorization_endpoint, token_endpoint]) {
        expect(new URL(endpoint ?? "")).toMatchObject({ protocol: "https:", username: "", password: "" });
      }
    }),
    { numRuns: 300 },
  );
});

test("no bytes at all make it throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.constantFrom(200, 201, 301, 404, 500), async (body, status) => {
      const fetch = async () => new Response(body, { status });
      const result = await discoverAuthorization({
        serverUrl: SERVER_URL,
        challenge: null,
        settings: settings(),
        fetch,
      });
      if (result.ok) expect(result.value.metadata.token_endpoint).toBe("https://mcp.example.com/token");
    }),
  );
});

test("of several authorization servers, the first that can be used", async () => {
  const named = (...authorization_servers: string[]) => discover({ resource: { authorization_servers } });
  expect(await named("https://gone.example.com", ISSUER)).toMatchObject({ value: { issuer: ISSUER } });
  expect(await named("http://plain.example.com", ISSUER)).toMatchObject({ value: { issuer: ISSUER } });
  expect(await named(ISSUER, "https://gone.example.com")).toMatchObject({ value: { issuer: ISSUER } });
});

test("when none can be used, the last one's reason; and no more than five are tried", async () => {
  const gone = Array.from({ length: 6 }, (_, index) => `https://gone-${index}.example.com`);
  const all = await discover({ resource: { authorization_servers: [...gone, ISSUER] } });
  expect(all).toMatchObject({ error: { reason: "server_metadata_not_found", detail: gone[4] } });
  const mixed = await discover({ resource: { authorization_servers: [gone[0], "http://plain.example.com"] } });
  expect(mixed).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
});

test("the owner's scopes take the place of everybody else's", async () => {
  const found = await discover({ resource: { scopes_supported: ["a"] }, scopes: "api://x/read offline_access" });
  expect(found).toMatchObject({ value: { scope: "api://x/read offline_access" } });
});

test("an authorization server for machines has no authorization endpoint", async () => {
  expect(await discover({ server: { authorization_endpoint: undefined } })).toMatchObject({ ok: true });
});
