import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId, ownAccounts } from "#lib/connections/data.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import { syncTools } from "#lib/connections/tools.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember, type Member } from "#tests/factories/people.ts";
import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { addedConnector, allowEgress, browserOf, comeBack, value } from "./world.ts";

/**
 * A server that asks everybody for "read", and its own provider, which grants whatever is asked for. What else the
 * server demands of a token that may read is up to each test.
 */
let server: LoopbackServer;
let demanded: string;
let knownScopes: string[];
let issuer: "a" | "b";
beforeAll(async () => {
  server = await startHttpServer((request, response, body) => {
    const { origin } = server;
    const { pathname } = new URL(request.url ?? "/", origin);
    const send = (status: number, json: object, headers = {}) =>
      void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json));
    if (pathname === "/.well-known/oauth-protected-resource/mcp")
      return send(200, { resource: `${origin}/mcp`, authorization_servers: [`${origin}/${issuer}`] });
    if (pathname === `/.well-known/oauth-authorization-server/${issuer}`)
      return send(200, {
        issuer: `${origin}/${issuer}`,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        code_challenge_methods_supported: ["S256"],
      });
    if (pathname === "/register") return send(201, { ...JSON.parse(body), client_id: "us" });
    if (pathname === "/token") {
      const scope = new URLSearchParams(body).get("code") ?? "";
      return send(200, { access_token: scope.replaceAll(" ", "."), token_type: "Bearer", scope });
    }
    const granted = /^Bearer (.*)$/.exec(request.headers.authorization ?? "")?.[1]?.split(".");
    if (!granted) return send(401, {}, { "www-authenticate": 'Bearer scope="read"' });
    if (!granted.includes(demanded))
      return send(403, {}, { "www-authenticate": `Bearer error="insufficient_scope", scope="${demanded}"` });
    const { id, method } = JSON.parse(body || "{}");
    if (id === undefined) return send(202, {});
    const hello = {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "s", version: "1" },
    };
    const results: Record<string, object> = { initialize: hello, "tools/list": { tools: [] } };
    const error = { code: -32601, message: "No" };
    send(200, { jsonrpc: "2.0", id, ...(results[method] ? { result: results[method] } : { error }) });
  });
  allowEgress(server.hostPort);
});
afterAll(async () => {
  await sessionPool().closeAll();
  await server.close();
});

let member: Member;
let ctx: OrgContext;
let connectorId: string;
beforeEach(async () => {
  demanded = "read";
  knownScopes = ["read", "write"];
  issuer = "a";
  member = await createMember();
  ctx = contextFor(member);
  connectorId = await addedConnector(ctx, `${server.origin}/mcp`);
});

/** Connects, granting everything the provider knows; the scopes that were asked for, or the provider's refusal. */
async function signIn(account?: ConnectInput["account"]): Promise<string> {
  const browser = await browserOf(member);
  const caller = { ...browser.ctx, sessionId: browser.sessionId };
  const begun = value(await beginConnect(caller, { connectorId, returnTo: "/", ...(account && { account }) }));
  if (begun.kind !== "sign_in") throw new Error("no sign-in");
  const asked = new URL(begun.url).searchParams;
  const scope = asked.get("scope") ?? "";
  const isKnown = scope.split(" ").every((one) => knownScopes.includes(one));
  const query = new URLSearchParams(isKnown ? { code: scope } : { error: "invalid_scope" });
  query.set("state", asked.get("state") ?? "");
  const outcome = await comeBack(browser, connectorId, query.toString());
  return outcome.kind === "done" && outcome.code === "connected" ? scope : JSON.stringify(outcome);
}

async function read() {
  const tools = await syncTools(ctx, (await findConnectionId(ctx, connectorId)) ?? "");
  return tools.ok ? "read" : tools.error.reason;
}

test("what a server turns out to need is asked for at the next sign-in, with what was granted before", async () => {
  expect(await signIn()).toBe("read");
  expect(await read()).toBe("read");

  demanded = "write";
  expect(await read()).toBe("insufficient_scope");
  expect(await signIn()).toBe("read write");
  expect(await read()).toBe("read");
  expect(await signIn()).toBe("read write");
});

test("nothing is asked for on behalf of somebody else", async () => {
  await signIn();
  demanded = "write";
  await read();
  member = await createMember({ org: member.org });
  ctx = contextFor(member);
  demanded = "read";
  expect(await signIn()).toBe("read");
});

test("a provider that refuses what the server needs is not asked for it for ever", async () => {
  await signIn();
  demanded = "nonsense";
  await read();
  expect(await signIn()).toContain("oauth.invalid_scope");
  demanded = "read";
  expect(await signIn()).toBe("read");
});

test("what one account's provider refuses is still asked for with another account of the same person", async () => {
  await signIn();
  demanded = "write";
  await read();
  demanded = "read";
  await signIn({ name: "Second" });
  const [, second] = await ownAccounts(ctx, connectorId);
  if (!second) throw new Error("no second account");
  demanded = "nonsense";
  await syncTools(ctx, second);
  expect(await signIn({ id: second })).toContain("oauth.invalid_scope");
  expect(await signIn({ id: second })).toBe("read");
  expect(await signIn()).toBe("read write");
});

test("another provider is not asked for what the one before had to grant", async () => {
  await signIn();
  demanded = "write";
  await read();
  issuer = "b";
  demanded = "read";
  expect(await signIn()).toBe("read");
  expect(await signIn()).toBe("read");
});
