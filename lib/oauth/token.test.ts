import fc from "fast-check";
import { expect, test } from "vitest";
import { client, ISSUER, REDIRECT_URI, SERVER_URL, serverMetadata } from "#tests/factories/oauth.ts";
import { html, type StubAnswer, stubFetch } from "#tests/fakes/stub-fetch.ts";
import { finishAuthorization, refreshTokens } from "./token.ts";
import type { ClientIdentity, ServerMetadata } from "./types.ts";

const TOKEN = `${ISSUER}/token`;
const NOW = new Date("2026-11-21T12:00:00Z");
const tokens = { access_token: "at-1", token_type: "Bearer", expires_in: 3600, refresh_token: "rt-1", scope: "a b" };
const answers =
  (status: number, body: unknown, headers: HeadersInit = {}) =>
  () =>
    Response.json(body, { status, headers });

type Options = {
  answer?: StubAnswer;
  client?: Partial<ClientIdentity>;
  metadata?: Partial<Record<keyof ServerMetadata, unknown>>;
  resource?: string | null;
};

function base({ answer = tokens, client: changes, metadata, resource = SERVER_URL }: Options) {
  const stub = stubFetch({ [TOKEN]: answer });
  const input = {
    issuer: ISSUER,
    metadata: serverMetadata(metadata),
    client: client(changes),
    resource,
    fetch: stub.fetch,
    now: () => NOW,
  };
  return { stub, input };
}

async function finish(options: Options & { callbackUrl?: string } = {}) {
  const { stub, input } = base(options);
  const result = await finishAuthorization({
    ...input,
    redirectUri: REDIRECT_URI,
    callbackUrl: options.callbackUrl ?? `${REDIRECT_URI}?code=c0de&state=st4te`,
    expectedState: "st4te",
    codeVerifier: "the-code-verifier-of-this-flow-0123456789-abc",
  });
  return { result, ...stub };
}

async function refresh(options: Options & { scope?: string | null; refreshToken?: string; signal?: AbortSignal } = {}) {
  const { stub, input } = base(options);
  const { scope = null, refreshToken = "rt-0", signal } = options;
  const result = await refreshTokens({ ...input, refreshToken, scope, ...(signal ? { signal } : {}) });
  return { result, ...stub };
}

test("exchanges a code, with verifier, redirect URI and resource", async () => {
  const { result, requests, form } = await finish();
  expect(result).toEqual({
    ok: true,
    value: {
      accessToken: "at-1",
      refreshToken: "rt-1",
      tokenType: "Bearer",
      scope: "a b",
      expiresAt: new Date("2026-11-21T13:00:00Z"),
    },
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ method: "POST", url: TOKEN });
  expect(Object.fromEntries(form(TOKEN))).toEqual({
    grant_type: "authorization_code",
    code: "c0de",
    code_verifier: "the-code-verifier-of-this-flow-0123456789-abc",
    redirect_uri: REDIRECT_URI,
    client_id: "client-1",
    resource: SERVER_URL,
  });
});

test("the redirect URI sent is the registered one, however the browser's address looked to us", async () => {
  const { form } = await finish({ callbackUrl: "http://10.0.0.5:3000/oauth/callback/con_1?code=c0de&state=st4te" });
  expect(form(TOKEN).get("redirect_uri")).toBe(REDIRECT_URI);
});

test("nothing is sent when the callback is not right", async () => {
  const { result, requests } = await finish({ callbackUrl: `${REDIRECT_URI}?code=c0de&state=other` });
  expect(result).toMatchObject({ error: { reason: "state_mismatch", step: "callback" } });
  expect(requests).toEqual([]);
});

test("refreshes, with the resource; scope only on request", async () => {
  const { result, form } = await refresh();
  expect(result).toMatchObject({ ok: true, value: { accessToken: "at-1", refreshToken: "rt-1" } });
  expect(Object.fromEntries(form(TOKEN))).toEqual({
    grant_type: "refresh_token",
    refresh_token: "rt-0",
    client_id: "client-1",
    resource: SERVER_URL,
  });
  expect((await refresh({ scope: "a" })).form(TOKEN).get("scope")).toBe("a");
});

test("the resource is left out when there is none", async () => {
  expect((await finish({ resource: null })).form(TOKEN).has("resource")).toBe(false);
  expect((await refresh({ resource: null })).form(TOKEN).has("resource")).toBe(false);
});

test.each([undefined, null, ""])("keeps the refresh token when the answer brings none (%j)", async (refresh_token) => {
  const answer = answers(200, { ...tokens, refresh_token });
  expect((await refresh({ answer })).result).toMatchObject({ value: { refreshToken: "rt-0" } });
  expect((await finish({ answer })).result).toMatchObject({ value: { refreshToken: null } });
});

test("client authentication: none, basic, post", async () => {
  const secret = { clientId: "cl-ie_nt.1", clientSecret: "s~é:&=+ %-_." };
  const basic = await refresh({ client: { ...secret, authMethod: "client_secret_basic" } });
  const header = basic.requests[0]?.headers.get("authorization") ?? "";
  expect(atob(header.replace("Basic ", ""))).toBe("cl-ie_nt.1:s~%C3%A9%3A%26%3D%2B%20%25-_.");
  expect(basic.form(TOKEN).has("client_secret")).toBe(false);

  const post = await refresh({ client: { ...secret, authMethod: "client_secret_post" } });
  expect(post.requests[0]?.headers.has("authorization")).toBe(false);
  expect(Object.fromEntries(post.form(TOKEN))).toMatchObject({
    client_id: "cl-ie_nt.1",
    client_secret: "s~é:&=+ %-_.",
  });

  const none = await refresh({ client: { ...secret, authMethod: "none" } });
  expect(none.form(TOKEN).has("client_secret")).toBe(false);

  const impossible = [
    { authMethod: "private_key_jwt", clientSecret: "s" },
    { authMethod: "client_secret_basic" },
    { authMethod: "client_secret_post" },
  ];
  for (const changes of impossible) {
    const { result, requests } = await refresh({ client: changes });
    expect(result).toMatchObject({ error: { reason: "client_auth_unsupported", step: "refresh" } });
    expect(requests).toEqual([]);
  }
});

test.each([
  [3600, "2026-11-21T13:00:00.000Z"],
  ["3600", "2026-11-21T13:00:00.000Z"],
  [1e300, "2036-11-18T12:00:00.000Z"],
  [0, undefined],
  [-5, undefined],
  ["soon", undefined],
  [null, undefined],
  [undefined, undefined],
])("expires_in %j", async (expires_in, expected) => {
  const { result } = await finish({ answer: answers(200, { ...tokens, expires_in }) });
  expect(result.ok && result.value.expiresAt?.toISOString()).toBe(expected);
});

test("an id_token names the account and says nothing about the access token's life", async () => {
  const claims = { sub: "7", email: "ada@example.com", exp: 1 };
  const id_token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
  const { result } = await finish({ answer: answers(200, { ...tokens, expires_in: 600, id_token }) });
  const { result: without } = await finish({ answer: answers(200, { ...tokens, expires_in: 600 }) });
  if (!result.ok || !without.ok) throw new Error("no tokens");
  const { account, ...rest } = result.value;
  expect(account).toEqual({ subject: "7", name: "ada@example.com" });
  expect(rest).toEqual(without.value);
});

test("deviations that cost no safety are mended", async () => {
  const odd = { access_token: "at-1", scope: ["a", "b"], id_token: "not.a.jwt", error: undefined };
  expect((await finish({ answer: answers(201, odd) })).result).toMatchObject({
    ok: true,
    value: { tokenType: "Bearer", scope: "a b" },
  });
  expect((await refresh({ answer: answers(200, { access_token: "x" }), scope: "a" })).result).toMatchObject({
    value: { scope: "a" },
  });
});

test.each([
  ["a page", () => html(200)],
  ["no token", answers(200, { token_type: "Bearer" })],
  ["an empty token", answers(200, { ...tokens, access_token: "" })],
  ["a token that breaks out of its header", answers(200, { ...tokens, access_token: "a\r\nX: y" })],
  ["an endless token", answers(200, { ...tokens, access_token: "a".repeat(20_000) })],
  ["a refresh token with a line break", answers(200, { ...tokens, refresh_token: "a\nb" })],
  ["a token that is no bearer token", answers(200, { ...tokens, token_type: "DPoP" })],
  ["a token type nobody knows", answers(200, { ...tokens, token_type: "mac" })],
  ["a redirect", () => new Response(null, { status: 307, headers: { location: "https://evil.example" } })],
])("an answer that breaks the protocol is not used: %s", async (_name, answer) => {
  const { result, requests } = await finish({ answer });
  expect(result).toMatchObject({ ok: false, error: { reason: "invalid_response", step: "token" } });
  expect(requests).toHaveLength(1);
});

test.each([
  ["the grant is gone", answers(400, { error: "invalid_grant" }), "invalid_grant"],
  ["the same with status 200", answers(200, { error: "bad_refresh_token" }), "invalid_grant"],
  ["the client is gone", answers(401, { error: "invalid_client" }), "invalid_client"],
  [
    "the client is gone, in a challenge",
    answers(401, { error: "invalid_client" }, { "www-authenticate": "Basic" }),
    "invalid_client",
  ],
  ["the client is gone, without words", () => html(401), "invalid_client"],
  [
    "the client is gone, in the provider's own words",
    answers(400, { error: "invalid_request", error_description: "Client not found" }),
    "invalid_client",
  ],
  ["the client is gone, in no standard code", answers(404, { error: "unrecognized client_id" }), "invalid_client"],
  ["the client may not refresh", answers(400, { error: "unauthorized_client" }), "invalid_client"],
  ["the scope is refused", answers(400, { error: "invalid_scope" }), "invalid_scope"],
  ["the resource is refused", answers(400, { error: "invalid_target" }), "invalid_target"],
  [
    "the resource is refused, in the provider's own code",
    answers(400, { error: "invalid_request", error_description: "AADSTS9010010: no" }),
    "invalid_target",
  ],
  ["the request is refused", answers(400, { error: "invalid_request" }), "request_rejected"],
  ["refused without words", () => html(400), "request_rejected"],
  ["busy", answers(429, { error: "slow_down" }), "temporarily_unavailable"],
  ["broken", () => html(502), "temporarily_unavailable"],
  ["broken, in OAuth's words", answers(400, { error: "temporarily_unavailable" }), "temporarily_unavailable"],
  ["broken, though it speaks of the grant", answers(500, { error: "invalid_grant" }), "temporarily_unavailable"],
  ["out of reach", () => Promise.reject(new TypeError("fetch failed")), "unreachable"],
] as const)("refresh: %s", async (_name, answer, reason) => {
  const { result } = await refresh({ answer });
  expect(result).toMatchObject({ ok: false, error: { reason, step: "refresh" } });
});

test("the caller's time limit ends the request", async () => {
  const answer = (request: Request) =>
    new Promise<Response>((_resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
  const { result } = await refresh({ answer, signal: AbortSignal.timeout(5) });
  expect(result).toMatchObject({ error: { reason: "unreachable", detail: "timeout" } });
});

test("no secret gets into a problem, though the provider echoes all it was sent", async () => {
  const answer = async (request: Request) => {
    const sent = decodeURIComponent(await request.text());
    const header = request.headers.get("authorization");
    return Response.json({ error: "invalid_request", error_description: `${sent} ${header}` }, { status: 400 });
  };
  for (const authMethod of ["client_secret_post", "client_secret_basic"]) {
    const secret = { clientId: "c", clientSecret: "c-secret", authMethod };
    const finished = JSON.stringify((await finish({ answer, client: secret })).result);
    const refreshed = JSON.stringify((await refresh({ answer, client: secret, refreshToken: "short-rt" })).result);
    for (const problem of [finished, refreshed]) {
      expect(problem).toContain("[redacted]");
      expect(problem).not.toMatch(/c0de|code-verifier|c-secret|short-rt/);
      expect(problem).not.toContain(btoa("c:c-secret"));
    }
  }
  const unusable = await finish({ answer: answers(200, { ...tokens, access_token: "leaked-token", token_type: 7 }) });
  expect(JSON.stringify(unusable.result)).not.toContain("leaked-token");
});

test("stored metadata is not trusted: a plain http endpoint gets no token", async () => {
  const metadata = { token_endpoint: "http://auth.example.com/token" };
  for (const { result, requests } of [await finish({ metadata }), await refresh({ metadata })]) {
    expect(result).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
    expect(requests).toEqual([]);
  }
});

test("hostile answers never throw", async () => {
  const keys = fc.constantFrom(
    "access_token",
    "refresh_token",
    "token_type",
    "expires_in",
    "scope",
    "id_token",
    "error",
  );
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom("Bearer", "invalid_grant", "x"));
  const body = fc.oneof(fc.dictionary(keys, value), fc.jsonValue(), fc.record({ access_token: fc.string() }));
  const headers = fc.constantFrom({}, { "www-authenticate": "Bearer error=x" }, { "content-type": "text/html" });
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(200, 204, 302, 400, 401, 500), headers, async (json, status, extra) => {
      const text = status === 204 ? null : JSON.stringify(json);
      const { result } = await refresh({ answer: () => new Response(text, { status, headers: extra as HeadersInit }) });
      if (result.ok) expect(result.value.accessToken).toMatch(/^[\x21-\x7e]+$/);
    }),
    { numRuns: 300 },
  );
});
