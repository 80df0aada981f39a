import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideApproval } from "#lib/approvals/decide.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { expireConnections, noteOtherAccounts, skipConnection } from "#lib/tool-calls/mutations/connection.ts";
import { cancelToolCall } from "#lib/tool-calls/mutations.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { type ScopedServer, startScopedServer } from "#tests/fakes/scoped-mcp-server.ts";
import { allowEgress } from "../connections/world.ts";
import { propose as proposeIn, setPolicy, trailOf } from "./fixture.ts";
import { signedInScene, signInAs } from "./signed-in.ts";

let server: ScopedServer;
beforeAll(async () => {
  server = await startScopedServer();
  allowEgress(server.hostPort);
});
afterAll(async () => {
  await sessionPool().closeAll();
  await server.close();
});

let scene: Awaited<ReturnType<typeof signedInScene>>;
beforeEach(async () => {
  server.demandedOfCalls = null;
  server.executed.length = 0;
  scene = await signedInScene(server);
});

const connect = (account: "ada" | "grace", scope?: string) => signInAs(scene, server, account, scope);
const propose = (args: Record<string, unknown> = { to: "x" }) =>
  proposeIn(scene, { definitionHash: scene.definitionHash, arguments: args });
const advance = (id: string) => advanceToolCall(scene.ctx, id);
const typesOf = async (id: string) => (await trailOf(id)).map(({ type }) => type);
const expireSignIn = () =>
  db().connection.update({ where: { id: scene.connectionId }, data: { state: "needs_reauth" } });

describe("a sign-in that was revoked in the middle of a turn", () => {
  test("the call waits, then runs once, with the very arguments", async () => {
    // Over a session that is open already, so that it is the call itself that is turned away.
    expect(await advance(await propose())).toMatchObject({ state: "succeeded" });
    server.executed.length = 0;
    server.revokeAll();
    const id = await propose({ text: "exactly this" });
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection", connectionNeed: { need: "reconnect" } });
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });

    await connect("ada");
    const views = await Promise.all([advance(id), advance(id), advance(id), advance(id)]);
    expect(views.some(({ state }) => state === "succeeded")).toBe(true);
    await advance(id);
    expect(server.executed).toEqual([{ account: "ada", arguments: { text: "exactly this" } }]);
    expect(await typesOf(id)).toEqual([
      "toolCall.requested",
      "toolCall.dispatched",
      "toolCall.connectionNeeded",
      "toolCall.resent",
      "toolCall.finished",
    ]);
  });

  test("it keeps the permission its person gave, and uses it no second time", async () => {
    await setPolicy(scene, "ask");
    const id = await propose();
    await advance(id);
    await decideApproval(scene.ctx, { toolCallId: id, decision: "allow_once" });
    server.revokeAll();
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
    await connect("ada");
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
    expect(await db().approval.findFirst({ where: { toolCallId: id } })).toMatchObject({ state: "consumed" });
  });

  test("what only a rule had allowed is asked about where that holds no more, and runs once it is allowed", async () => {
    server.revokeAll();
    const id = await propose();
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection", rule: { code: "allowed_for_tool" } });
    await setPolicy(scene, "ask");
    await connect("ada");
    for (const view of await Promise.all(Array.from({ length: 10 }, () => advance(id))))
      expect(view).toMatchObject({ state: "awaiting_approval", rule: { code: "asked_for_tool" } });
    expect((await typesOf(id)).filter((type) => type === "toolCall.asked")).toHaveLength(1);
    expect(server.executed).toEqual([]);
    await decideApproval(scene.ctx, { toolCallId: id, decision: "allow_once" });
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
    expect(server.executed).toHaveLength(1);
  });

  test("what is forbidden meanwhile does not run", async () => {
    server.revokeAll();
    const id = await propose();
    await advance(id);
    await setPolicy(scene, "block");
    await connect("ada");
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "blocked_for_tool" } });
    expect(server.executed).toEqual([]);
  });

  test("a tool that describes itself otherwise by then does not run", async () => {
    server.revokeAll();
    const id = await propose();
    await advance(id);
    await connect("ada");
    await db().toolDefinition.updateMany({ where: { connectionId: scene.connectionId }, data: { hash: "another" } });
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "approval_outdated" } });
  });

  test("a server that refuses every sign-in ends it in the end", async () => {
    const id = await propose();
    for (let sent = 0; sent < 3; sent++) {
      server.revokeAll();
      expect(await advance(id)).toMatchObject({ state: sent < 2 ? "awaiting_connection" : "failed" });
      if (sent < 2) await connect("ada");
    }
    expect(server.executed).toEqual([]);
  });
});

describe("a call that was not sent", () => {
  test("waits, and is decided about anew", async () => {
    const id = await propose();
    await expireSignIn();
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection", rule: { code: "sign_in_expired" } });
    await setPolicy(scene, "ask");
    await connect("ada");
    expect(await advance(id)).toMatchObject({ state: "awaiting_approval" });
  });

  test("a permission that was given and not used yet is still there", async () => {
    await setPolicy(scene, "ask");
    const id = await propose();
    await advance(id);
    await decideApproval(scene.ctx, { toolCallId: id, decision: "allow_once" });
    await expireSignIn();
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
    await connect("ada");
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
  });

  test("an open question stays open while the sign-in has ended", async () => {
    await setPolicy(scene, "ask");
    const id = await propose();
    await advance(id);
    await expireSignIn();
    expect(await advance(id)).toMatchObject({ state: "awaiting_approval" });
  });

  test("whose account was disconnected goes on with the one in its place, if that is the same one", async () => {
    const id = await propose();
    await disconnect(scene.ctx, scene.connectorId);
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection", connectionNeed: { need: "connect" } });
    await connect("grace");
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
    await disconnect(scene.ctx, scene.connectorId);
    await connect("ada");
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
    expect(server.executed).toMatchObject([{ account: "ada" }]);
  });

  test("of an account whose tools nobody has read yet waits for them", async () => {
    await disconnect(scene.ctx, scene.connectorId);
    const id = await propose();
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
    await connect("ada");
    // As it is right after a sign-in, before the server has answered.
    await db().toolDefinition.deleteMany({ where: { connectionId: scene.connectionId } });
    const unread = { toolsSyncedAt: null, toolsExpireAt: null };
    await db().connection.update({ where: { id: scene.connectionId }, data: unread });
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
  });

  test("whose connector is removed while it waits comes to its end", async () => {
    const id = await propose();
    await expireSignIn();
    await advance(id);
    await db().connector.delete({ where: { id: scene.connectorId } });
    expect(await advance(id)).toMatchObject({ state: "failed", failure: { code: "needs_authorization" } });
  });
});

describe("more rights", () => {
  test("are asked for, with what there is already; then the call runs once", async () => {
    server.demandedOfCalls = "write";
    const id = await propose();
    const need = { need: "step_up", scopes: ["write"] };
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection", connectionNeed: need });
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
    expect(await connect("ada")).toBe("read write");
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
    expect(server.executed).toHaveLength(1);
  });

  test("that are not granted end it after the second try", async () => {
    server.demandedOfCalls = "write";
    const id = await propose();
    await advance(id);
    for (const state of ["awaiting_connection", "failed"]) {
      await connect("ada", "read");
      expect(await advance(id)).toMatchObject({ state });
    }
    expect(server.executed).toEqual([]);
  });

  test("a token that is merely renewed is no answer to that", async () => {
    server.demandedOfCalls = "write";
    const id = await propose();
    await advance(id);
    await db().credential.updateMany({
      where: { connectionId: scene.connectionId },
      data: { generation: { increment: 1 } },
    });
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
  });
});

test("only the account a call was made for goes on with it; its person is told, and may still come back", async () => {
  server.revokeAll();
  const id = await propose();
  await advance(id);
  await connect("grace");
  expect(await advance(id)).toMatchObject({ state: "awaiting_connection", connectionNeed: { isOtherAccount: false } });
  expect(await noteOtherAccounts()).toMatchObject([{ id, state: "awaiting_connection" }]);
  expect(await noteOtherAccounts()).toEqual([]);
  expect(await advance(id)).toMatchObject({ state: "awaiting_connection", connectionNeed: { isOtherAccount: true } });
  expect(server.executed).toEqual([]);
  await connect("ada");
  expect(await advance(id)).toMatchObject({ state: "succeeded" });
  expect(server.executed).toMatchObject([{ account: "ada" }]);
});

describe("nobody connects", () => {
  test("Skip ends all that wait for the connector in this answer, and it is not asked about there again", async () => {
    const [first, second, later] = [await propose(), await propose(), await propose()];
    await expireSignIn();
    await Promise.all([advance(first), advance(second)]);
    const ended = await skipConnection(scene.ctx, first);
    expect(ended.map(({ id }) => id).sort()).toEqual([first, second].sort());
    expect(await advance(second)).toMatchObject({ state: "cancelled", failure: { code: "connection_skipped" } });
    expect(await advance(later)).toMatchObject({ state: "failed", failure: { code: "needs_authorization" } });
    expect(await skipConnection(scene.ctx, first)).toEqual([]);
  });

  test("nobody else skips it", async () => {
    const id = await propose();
    await expireSignIn();
    await advance(id);
    expect(await skipConnection(contextFor(await createMember({ org: scene.member.org })), id)).toEqual([]);
    expect(await advance(id)).toMatchObject({ state: "awaiting_connection" });
  });

  test("it is cancelled alone like any call", async () => {
    const id = await propose();
    await expireSignIn();
    await advance(id);
    expect(await cancelToolCall(scene.ctx, id)).toMatchObject({ state: "cancelled" });
  });

  test("after a day it expires, by the database's clock", async () => {
    const id = await propose();
    await expireSignIn();
    await advance(id);
    expect(await expireConnections()).toEqual([]);
    await db().$executeRaw`
      UPDATE tool_calls SET connection_need = connection_need || jsonb_build_object('expiresAt', now()) WHERE id = ${id}`;
    expect(await expireConnections()).toMatchObject([{ id, state: "expired" }]);
    await connect("ada");
    expect(await advance(id)).toMatchObject({ state: "expired", failure: { code: "connection_expired" } });
    expect(server.executed).toEqual([]);
  });
});
