import { afterAll, beforeAll, expect, test } from "vitest";
import { decideApproval } from "#lib/approvals/decide.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnectionId } from "#lib/connections/data.ts";
import { saveConnection } from "#lib/connections/mutations.ts";
import { connectionsWithTools } from "#lib/connections/tools.ts";
import { findConnector } from "#lib/connectors/data.ts";
import { editConnector } from "#lib/connectors/edit-connector.ts";
import { setPolicy } from "#lib/connectors/set-policy.ts";
import { accessToken } from "#lib/credentials/access-token.ts";
import { readSecrets } from "#lib/credentials/data.ts";
import { openToken } from "#lib/credentials/sealed.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { contextFor, createMember, type Member } from "#tests/factories/people.ts";
import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";
import { addedConnector, allowEgress, browserOf, comeBack, value } from "./world.ts";

/** A provider that tells who signed in; `code` is what its token endpoint answers with, as JSON. */
let server: LoopbackServer;
let whileRegistering = async () => {};
beforeAll(async () => {
  server = await startHttpServer((request, response, body) => {
    const { origin } = server;
    const { pathname } = new URL(request.url ?? "/", origin);
    const send = (status: number, json: object, headers = {}) =>
      void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json));
    if (pathname === "/.well-known/oauth-protected-resource/mcp")
      return send(200, { resource: `${origin}/mcp`, authorization_servers: [origin] });
    if (pathname === "/.well-known/oauth-authorization-server")
      return send(200, {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        code_challenge_methods_supported: ["S256"],
      });
    if (pathname === "/register")
      return void whileRegistering().then(() => send(201, { ...JSON.parse(body), client_id: "us" }));
    if (pathname === "/token") return send(200, JSON.parse(new URLSearchParams(body).get("code") ?? "{}"));
    if (!request.headers.authorization) return send(401, {}, { "www-authenticate": 'Bearer scope="read"' });
    const { id, method } = JSON.parse(body || "{}");
    if (id === undefined) return send(202, {});
    const serverInfo = { name: "s", version: "1" };
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo };
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

async function aConnector() {
  const member = await createMember();
  return {
    member,
    ctx: contextFor(member),
    connectorId: await addedConnector(contextFor(member), `${server.origin}/mcp`),
  };
}

/** What comes back in the callback's query when this answer awaits at the token endpoint. */
async function atProvider(member: Member, connectorId: string, answer: object) {
  const browser = await browserOf(member);
  const caller = { ...browser.ctx, sessionId: browser.sessionId };
  const begun = value(await beginConnect(caller, { connectorId, returnTo: "/" }));
  if (begun.kind !== "sign_in") throw new Error("no sign-in");
  const state = new URL(begun.url).searchParams.get("state") ?? "";
  const code = JSON.stringify({ token_type: "Bearer", access_token: newId("flow"), ...answer });
  return { browser, query: new URLSearchParams({ code, state }).toString() };
}

async function signIn(member: Member, connectorId: string, answer: object): Promise<string> {
  const { browser, query } = await atProvider(member, connectorId, answer);
  expect(await comeBack(browser, connectorId, query)).toMatchObject({ code: "connected" });
  return (await findConnectionId(contextFor(member), connectorId)) ?? "";
}

const as = (sub: string, email?: string) => ({
  id_token: `e30.${Buffer.from(JSON.stringify({ sub, email, exp: 1 })).toString("base64url")}.c2ln`,
});

/** An "Allow always" for a tool of this account. */
async function allowAlways(member: Member, connectorId: string, connectionId: string): Promise<string> {
  const { orgId, userId } = contextFor(member);
  const key = { connectionId, toolName: newId("toolCall"), definitionHash: "h" };
  return (await db().toolGrant.create({ data: { id: newId("grant"), orgId, userId, connectorId, ...key } })).id;
}

const isInForce = async (id: string) => (await db().toolGrant.findUniqueOrThrow({ where: { id } })).revokedAt === null;
const nameOf = async (id: string) => (await db().connection.findUniqueOrThrow({ where: { id } })).accountName;

test("a connection is named after who signed in, unless it has a name", async () => {
  const { member, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, as("1", "ada@example.com"));
  expect(await nameOf(id)).toBe("ada@example.com");
  await db().connection.update({ where: { id }, data: { accountName: "Work" } });
  await signIn(member, connectorId, as("1", "ada@example.com"));
  expect(await nameOf(id)).toBe("Work");
});

test("reconnecting as the same account keeps what is always allowed", async () => {
  const { member, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, as("1", "ada@example.com"));
  const grant = await allowAlways(member, connectorId, id);
  await signIn(member, connectorId, as("1", "ada@new-name.example"));
  expect(await isInForce(grant)).toBe(true);
});

test("reconnecting as another account ends it, on the record, and nobody else's", async () => {
  const { member, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, as("1", "ada@example.com"));
  const grant = await allowAlways(member, connectorId, id);
  const elsewhere = await allowAlways(member, connectorId, newId("connection"));
  expect(await signIn(member, connectorId, as("2", "grace@example.com"))).toBe(id);
  expect(await isInForce(grant)).toBe(false);
  expect(await isInForce(elsewhere)).toBe(true);
  expect(await nameOf(id)).toBe("grace@example.com");
  expect(await db().auditEvent.findFirst({ where: { subjectId: grant } })).toMatchObject({ type: "grant.revoked" });
});

test("a provider that does not tell who signed in ends nothing", async () => {
  const { member, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, {});
  const grant = await allowAlways(member, connectorId, id);
  await signIn(member, connectorId, as("2"));
  await signIn(member, connectorId, {});
  expect(await isInForce(grant)).toBe(true);
  expect(await nameOf(id)).toBeNull();
});

test("a question that showed the account before is not answered for another one", async () => {
  const { member, connectorId } = await aConnector();
  const { orgId, userId } = contextFor(member);
  const connectionId = await signIn(member, connectorId, as("1", "ada@example.com"));
  const own = { orgId, userId };
  const [conversationId, runId, toolCallId] = [newId("conversation"), newId("run"), newId("toolCall")];
  await db().conversation.create({ data: { id: conversationId, ...own, title: "" } });
  await db().run.create({ data: { id: runId, ...own, conversationId, idempotencyKey: runId } });
  const shown = { toolName: "t", definitionHash: "h", arguments: {}, argumentsHash: "a", modelCallId: "m" };
  const place = { conversationId, runId, step: 0, index: 0, origin: "model", connectorId, connectionId } as const;
  const state = "awaiting_approval";
  await db().toolCall.create({ data: { id: toolCallId, ...own, ...place, ...shown, state } });
  const expiresAt = new Date(Date.now() + 600_000);
  const asked = { toolCallId, ...own, expiresAt };
  await db().approval.create({
    data: { id: newId("approval"), ...asked, definitionHash: "h", argumentsHash: "a" },
  });
  const input = { round: 0, key: "", kind: "form", request: {} };
  await db().toolCallInput.create({ data: { id: newId("toolCall"), ...asked, ...input } });

  await signIn(member, connectorId, as("1", "ada@example.com"));
  expect(await db().approval.count({ where: { toolCallId, expiresAt } })).toBe(1);
  await signIn(member, connectorId, as("2", "grace@example.com"));
  expect(await decideApproval(contextFor(member), { toolCallId, decision: "allow_once" })).toEqual({
    ok: false,
    error: "expired",
  });
  expect(await db().toolCallInput.count({ where: { toolCallId, expiresAt: { lte: new Date() } } })).toBe(1);
});

test("a sign-in in between that does not tell whose it is hides no other account", async () => {
  const { member, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, as("1", "ada@example.com"));
  const grant = await allowAlways(member, connectorId, id);
  await signIn(member, connectorId, {});
  await signIn(member, connectorId, as("2", "grace@example.com"));
  expect(await isInForce(grant)).toBe(false);
});

test("another account never goes by the name of the one before", async () => {
  const { member, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, as("1", "ada@example.com"));
  await signIn(member, connectorId, as("2"));
  expect(await nameOf(id)).toBeNull();

  await signIn(member, connectorId, as("1", "ada@example.com"));
  const { orgId, userId } = contextFor(member);
  const accountName = "grace@example.com";
  await db().connection.create({
    data: { id: newId("connection"), orgId, userId, connectorId, accountKey: "Second", accountName },
  });
  await signIn(member, connectorId, as("2", accountName));
  expect(await nameOf(id)).toBe(accountName);
});

test("a sign-in that was being prepared while its connector moved is not begun: its tokens would reach the new server", async () => {
  const { member, ctx, connectorId } = await aConnector();
  const { ctx: own, sessionId } = await browserOf(member);
  whileRegistering = async () => {
    whileRegistering = async () => {};
    value(await editConnector(ctx, { connectorId, name: "Moved", url: `${server.origin}/elsewhere` }));
  };
  const begun = await beginConnect({ ...own, sessionId }, { connectorId, returnTo: "/" });
  expect(begun).toEqual({ ok: false, error: "connector_changed" });
  expect(await db().oAuthFlow.count({ where: { connectorId } })).toBe(0);
});

test("people who connect at once, to a connector that nothing was known of, do not wait for each other", async () => {
  const { member, ctx, connectorId } = await aConnector();
  await db().connector.update({ where: { id: connectorId }, data: { auth: "unknown" } });
  const connector = await findConnector(ctx, connectorId);
  if (!connector) throw new Error("no connector");
  const people = await Promise.all(Array.from({ length: 6 }, () => createMember({ org: member.org })));
  const saved = await Promise.all(people.map((one) => saveConnection(contextFor(one), connector, null, "default")));
  expect(new Set(saved).size).toBe(people.length);
  expect(saved).not.toContain(null);
});

test("nothing of the tokens before is kept: neither the refresh token, nor what they were granted", async () => {
  const { member, ctx, connectorId } = await aConnector();
  const id = await signIn(member, connectorId, { refresh_token: "old", scope: "read write", expires_in: 600 });
  await signIn(member, connectorId, { access_token: "new", scope: "read", expires_in: 1_200 });
  expect(value(await accessToken(ctx, id))).toBe("new");
  const secrets = await readSecrets(ctx, id);
  expect(secrets).toMatchObject({ credential: { scope: "read", refreshTokenBox: null, renewable: false } });
  if (secrets?.kind !== "tokens") throw new Error("no tokens");
  expect(openToken(secrets.credential.accessTokenBox, "access_token_box", secrets.credential)).toBe("new");
  const [item] = await connectionsWithTools(ctx);
  expect(item?.connection?.endsAt?.getTime()).toBeGreaterThan(Date.now() + 1_000_000);
});

test("a connector that an owner blocked while its person was at the provider is not connected", async () => {
  const { member, ctx, connectorId } = await aConnector();
  const { browser, query } = await atProvider(member, connectorId, {});
  value(await setPolicy(ctx, { connectorId, toolName: "", mode: "block" }));
  const asked = server.requests.filter(({ url }) => url === "/token").length;
  expect(await comeBack(browser, connectorId, query)).toEqual({ kind: "done", returnTo: "/new", code: "blocked" });
  expect(await findConnectionId(ctx, connectorId)).toBeNull();
  expect(server.requests.filter(({ url }) => url === "/token")).toHaveLength(asked);
});
