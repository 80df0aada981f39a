import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId, ownAccounts } from "#lib/connections/data.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import { syncTools } from "#lib/connections/tools.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { contextFor, createMember, type Member } from "#tests/factories/people.ts";
import { type ScopedServer, startScopedServer } from "#tests/fakes/scoped-mcp-server.ts";
import { addedConnector, allowEgress, browserOf, comeBack, value } from "./world.ts";

let server: ScopedServer;
let knownScopes: string[];
beforeAll(async () => {
  server = await startScopedServer();
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
  server.demanded = "read";
  knownScopes = ["read", "write"];
  server.issuer = "a";
  member = await createMember();
  ctx = contextFor(member);
  connectorId = await addedConnector(ctx, server.url);
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
  const query = new URLSearchParams(isKnown ? { code: server.code({ scope }) } : { error: "invalid_scope" });
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

  server.demanded = "write";
  expect(await read()).toBe("insufficient_scope");
  expect(await signIn()).toBe("read write");
  expect(await read()).toBe("read");
  expect(await signIn()).toBe("read write");
});

test("nothing is asked for on behalf of somebody else", async () => {
  await signIn();
  server.demanded = "write";
  await read();
  member = await createMember({ org: member.org });
  ctx = contextFor(member);
  server.demanded = "read";
  expect(await signIn()).toBe("read");
});

test("a provider that refuses what the server needs is not asked for it for ever", async () => {
  await signIn();
  server.demanded = "nonsense";
  await read();
  expect(await signIn()).toContain("oauth.invalid_scope");
  server.demanded = "read";
  expect(await signIn()).toBe("read");
});

test("what one account's provider refuses is still asked for with another account of the same person", async () => {
  await signIn();
  server.demanded = "write";
  await read();
  server.demanded = "read";
  await signIn({ name: "Second" });
  const [, second] = await ownAccounts(ctx, connectorId);
  if (!second) throw new Error("no second account");
  server.demanded = "nonsense";
  await syncTools(ctx, second);
  expect(await signIn({ id: second })).toContain("oauth.invalid_scope");
  expect(await signIn({ id: second })).toBe("read");
  expect(await signIn()).toBe("read write");
});

test("another provider is not asked for what the one before had to grant", async () => {
  await signIn();
  server.demanded = "write";
  await read();
  server.issuer = "b";
  server.demanded = "read";
  expect(await signIn()).toBe("read");
  expect(await signIn()).toBe("read");
});
