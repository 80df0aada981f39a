import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { client, ISSUER, REDIRECT_URI, SERVER_URL, serverMetadata, settings, target } from "#tests/factories/oauth.ts";
import { beginAuthorization } from "./authorization.ts";
import { jwkThumbprint } from "./private-key.ts";
import type { AuthorizationTarget, OAuthSettings, ServerMetadata } from "./types.ts";

function begin(options: {
  target?: Partial<AuthorizationTarget>;
  metadata?: Partial<Record<keyof ServerMetadata, unknown>>;
  settings?: Partial<OAuthSettings>;
  grantedScope?: string;
}) {
  return beginAuthorization({
    target: target({ metadata: serverMetadata(options.metadata), ...options.target }),
    client: client(),
    redirectUri: REDIRECT_URI,
    settings: settings(options.settings),
    grantedScope: options.grantedScope ?? null,
  });
}

async function parameters(options: Parameters<typeof begin>[0]): Promise<Record<string, string>> {
  const begun = await begin(options);
  if (!begun.ok) throw new Error(begun.error.reason);
  return Object.fromEntries(new URL(begun.value.url).searchParams);
}

test("asks for a code with PKCE, state and resource", async () => {
  const begun = await begin({ target: { scope: "read write" } });
  if (!begun.ok) throw new Error(begun.error.reason);
  const { url, state, codeVerifier, scope, resource } = begun.value;
  expect(url.startsWith(`${ISSUER}/authorize?`)).toBe(true);
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    client_id: "client-1",
    response_type: "code",
    redirect_uri: REDIRECT_URI,
    state,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
    scope: "read write",
    resource: SERVER_URL,
  });
  expect([scope, resource]).toEqual(["read write", SERVER_URL]);
});

test("state and verifier are 256 random bits each, new every time", async () => {
  const seen = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const begun = await begin({});
    if (!begun.ok) throw new Error(begun.error.reason);
    for (const secret of [begun.value.state, begun.value.codeVerifier]) {
      expect(Buffer.from(secret, "base64url")).toHaveLength(32);
      seen.add(secret);
    }
  }
  expect(seen.size).toBe(40);
});

test("no scope and no resource where there is none to ask for", async () => {
  expect(await parameters({ settings: { omitResource: true } })).not.toHaveProperty("resource");
  const asked = await parameters({ target: { resource: null } });
  expect(asked).not.toHaveProperty("resource");
  expect(asked).not.toHaveProperty("scope");
});

test("offline_access needs the person's consent", async () => {
  expect(await parameters({ target: { scope: "a offline_access" } })).toMatchObject({ prompt: "consent" });
  expect(await parameters({ target: { scope: "a" } })).not.toHaveProperty("prompt");
});

test("a step-up asks for what was granted and what is missing", async () => {
  expect(await parameters({ target: { scope: "b c" }, grantedScope: "a b" })).toMatchObject({ scope: "a b c" });
});

test("the endpoint's own parameters stay", async () => {
  const metadata = { authorization_endpoint: `${ISSUER}/authorize?policy=p1` };
  expect(await parameters({ metadata })).toMatchObject({ policy: "p1", client_id: "client-1" });
});

test("PKCE that is not advertised is refused, unless the owner vouches for it; S256 is sent all the same", async () => {
  const metadata = { code_challenge_methods_supported: undefined };
  expect(await begin({ metadata })).toEqual({
    ok: false,
    error: { reason: "pkce_not_advertised", step: "authorization" },
  });
  expect(await parameters({ metadata, settings: { pkceNotAdvertised: true } })).toMatchObject({
    code_challenge_method: "S256",
  });
});

test.each([[["plain"]], [[]], [["s256"]]])(
  "PKCE without S256 (%j) is refused, whatever the switch",
  async (methods) => {
    const metadata = { code_challenge_methods_supported: methods };
    for (const pkceNotAdvertised of [false, true]) {
      expect(await begin({ metadata, settings: { pkceNotAdvertised } })).toMatchObject({
        error: { reason: "pkce_unsupported" },
      });
    }
  },
);

test.each([
  ["javascript:alert(document.cookie)//"],
  ["data:text/html,<script>"],
  ["vbscript:x"],
  ["blob:https://auth.example.com/1"],
  ["file:///etc/passwd"],
  ["intent://scan/#Intent;scheme=x;end"],
  ["http://auth.example.com/authorize"],
  ["https://trusted.example@evil.example/authorize"],
  ["https://honest.example/authorize?redirect_uri=https://evil.example"],
  ["https://honest.example/authorize?request_uri=urn:x"],
  ["//evil.example"],
  [""],
])("no browser is sent to %s, though it was stored", async (endpoint) => {
  const metadata = { ...serverMetadata(), authorization_endpoint: endpoint };
  expect(await begin({ target: { metadata } })).toMatchObject({ error: { reason: "endpoint_not_allowed" } });
});

test("http is possible where the caller allows it", async () => {
  const begun = await beginAuthorization({
    target: target({ metadata: serverMetadata({ authorization_endpoint: "http://127.0.0.1:4000/authorize" }) }),
    client: client(),
    redirectUri: REDIRECT_URI,
    settings: settings(),
    allowHttp: (url) => url.host === "127.0.0.1:4000",
  });
  expect(begun).toMatchObject({ ok: true });
});

test("an owner's parameters go with it, and replace none of ours", async () => {
  const ours = { state: "x", resource: "y", request_uri: "urn:x", response_mode: "form_post" };
  const extraParameters = { audience: "https://api.example.com", prompt: "select_account", ...ours };
  const sent = await parameters({ settings: { extraParameters }, target: { scope: "a offline_access" } });
  expect(sent).toMatchObject({ audience: "https://api.example.com", prompt: "select_account", resource: SERVER_URL });
  expect(sent.state).not.toBe("x");
  expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(["request_uri"]));
  expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(["response_mode"]));
});

test("where tokens are to be bound, the code is bound to the same key, new for every sign-in", async () => {
  const [first, second] = await Promise.all([
    begin({ target: { dpop: "ES256" } }),
    begin({ target: { dpop: "ES256" } }),
  ]);
  if (!first.ok || !second.ok || !first.value.dpopKey) throw new Error("no key");
  expect(new URL(first.value.url).searchParams.get("dpop_jkt")).toBe(jwkThumbprint(first.value.dpopKey));
  expect(second.value.dpopKey?.kid).not.toBe(first.value.dpopKey.kid);
  expect(await parameters({})).not.toHaveProperty("dpop_jkt");
});

test("without an authorization endpoint nobody is sent anywhere", async () => {
  const metadata = { authorization_endpoint: undefined };
  expect(await begin({ metadata })).toMatchObject({ error: { reason: "server_metadata_invalid" } });
});
