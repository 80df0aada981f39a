import { describe, expect, test } from "vitest";
import { decideApproval } from "#lib/approvals/decide.ts";
import { listGrants, revokeGrant } from "#lib/approvals/grants.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { circumstancesOf } from "#lib/tool-calls/data/circumstances.ts";
import { findCall } from "#lib/tool-calls/data.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { dispatch, type Permission } from "#lib/tool-calls/mutations/dispatch.ts";
import { cancelToolCalls } from "#lib/tool-calls/mutations.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import {
  createScene,
  describeTool,
  propose,
  proposeAndAsk,
  type Scene,
  setPolicy,
  TOOL,
  toggle,
  trailOf,
} from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene((now) => {
  ({ server, scene } = now);
});

const advance = (id: string) => advanceToolCall(scene.ctx, id);
const decide = (toolCallId: string, decision: "allow_once" | "allow_always" | "deny") =>
  decideApproval(scene.ctx, { toolCallId, decision });
const types = async (id: string) => (await trailOf(id)).map((event) => event.type.replace("toolCall.", ""));

describe("asking", () => {
  test("a call that nothing allows waits for its person, for a day, and is not sent", async () => {
    const id = await propose(scene);
    const view = await advance(id);
    expect(view).toMatchObject({ state: "awaiting_approval", rule: { code: "asked_by_default" } });
    const hours = (Date.parse(view.approval?.expiresAt ?? "") - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    expect(view.approval?.canAllowAlways).toBe(true);
    expect(server.executed).toBe(0);
  });

  test("is asked once, however many advance it at once", async () => {
    const id = await propose(scene);
    await Promise.all(Array.from({ length: 10 }, () => advance(id)));
    expect(await db().approval.count({ where: { toolCallId: id } })).toBe(1);
    expect(await types(id)).toEqual(["requested", "asked"]);
  });

  test("where owners want to be asked, 'Allow always' would change nothing and says so", async () => {
    await setPolicy(scene, "ask");
    const view = await advance(await propose(scene));
    expect(view).toMatchObject({ rule: { code: "asked_for_tool" }, approval: { canAllowAlways: false } });
  });

  test("a person running a tool by hand is asked like a model", async () => {
    expect(await advance(await propose(scene, { origin: "person" }))).toMatchObject({ state: "awaiting_approval" });
  });
});

describe("answering", () => {
  test("Allow once: it runs, once, and the next call asks again", async () => {
    const id = await proposeAndAsk(scene);
    const { runId, conversationId } = scene;
    expect(await decide(id, "allow_once")).toEqual({ ok: true, value: { toolCallId: id, runId, conversationId } });
    const views = await Promise.all(Array.from({ length: 20 }, () => advance(id)));
    expect(server.executed).toBe(1);
    expect(views.some((view) => view.state === "succeeded")).toBe(true);
    expect(await types(id)).toEqual(["requested", "asked", "decided", "dispatched", "finished"]);
    expect(await db().approval.findUnique({ where: { toolCallId: id } })).toMatchObject({
      state: "consumed",
      scope: "once",
    });
    await proposeAndAsk(scene);
  });

  test("Deny: it never runs", async () => {
    const id = await proposeAndAsk(scene);
    expect(await decide(id, "deny")).toMatchObject({ ok: true });
    expect(await advance(id)).toMatchObject({ state: "denied", approval: null });
    expect(server.executed).toBe(0);
    expect(await types(id)).toEqual(["requested", "asked", "decided", "finished"]);
  });

  test("a double click answers once", async () => {
    const id = await proposeAndAsk(scene);
    const answers = await Promise.all(Array.from({ length: 10 }, () => decide(id, "allow_once")));
    expect(answers.filter((each) => each.ok)).toHaveLength(1);
    expect(answers.filter((each) => !each.ok && each.error === "already_decided")).toHaveLength(9);
    await advance(id);
    expect(server.executed).toBe(1);
  });

  test("Allow and Deny at once: one of them holds, and the call agrees with it", async () => {
    for (let i = 0; i < 10; i += 1) {
      server.executed = 0;
      const id = await proposeAndAsk(scene);
      const [allowed, denied] = await Promise.all([decide(id, "allow_once"), decide(id, "deny"), advance(id)]);
      expect([allowed.ok, denied.ok].filter(Boolean)).toHaveLength(1);
      const view = await advance(id);
      expect(view.state).toBe(allowed.ok ? "succeeded" : "denied");
      expect(server.executed).toBe(allowed.ok ? 1 : 0);
    }
  });

  test("somebody else's question is not found, nor is one that does not exist", async () => {
    const id = await proposeAndAsk(scene);
    for (const member of [await createMember({ org: scene.member.org, role: "owner" }), await createMember()])
      expect(await decideApproval(contextFor(member), { toolCallId: id, decision: "allow_always" })).toEqual({
        ok: false,
        error: "not_found",
      });
    expect(await decide(newId("toolCall"), "allow_once")).toEqual({ ok: false, error: "not_found" });
    expect(await advance(id)).toMatchObject({ state: "awaiting_approval" });
  });

  test("a call that was never asked about cannot be approved", async () => {
    expect(await decide(await propose(scene), "allow_once")).toEqual({ ok: false, error: "not_found" });
  });

  test("too late: expired by the database's clock, and the call with it", async () => {
    const id = await proposeAndAsk(scene);
    await db().$executeRaw`UPDATE approvals SET expires_at = now() - interval '1 second' WHERE tool_call_id = ${id}`;
    expect(await decide(id, "allow_once")).toEqual({ ok: false, error: "expired" });
    expect(await advance(id)).toMatchObject({ state: "expired" });
    expect(await decide(id, "allow_once")).toEqual({ ok: false, error: "expired" });
    expect(server.executed).toBe(0);
  });
});

describe("between approval and sending", () => {
  test.each<[string, string, (scene: Scene, id: string) => Promise<unknown>]>([
    ["the connector was switched off", "connector_off", (s) => toggle(s, "", false)],
    ["the tool was switched off", "tool_off", (s) => toggle(s, TOOL.name, false)],
    ["owners blocked the tool", "blocked_for_tool", (s) => setPolicy(s, "block")],
    [
      "the person was removed",
      "membership_ended",
      (s) => db().membership.deleteMany({ where: { userId: s.ctx.userId } }),
    ],
    [
      "the arguments were changed",
      "approval_outdated",
      (_, id) => db().toolCall.update({ where: { id }, data: { arguments: { to: "y" } } }),
    ],
    [
      "the arguments and their hash were changed",
      "approval_outdated",
      async (s, id) => {
        const other = await db().toolCall.findUniqueOrThrow({
          where: { id: await propose(s, { arguments: { to: "y" } }) },
        });
        const { arguments: args, argumentsHash } = other;
        await db().toolCall.update({ where: { id }, data: { arguments: args as object, argumentsHash } });
      },
    ],
    ["the tool was changed", "approval_outdated", (s) => describeTool(s, { ...TOOL, description: "Now it deletes" })],
  ])("%s: denied", async (_, code, change) => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_once");
    await change(scene, id);
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code } });
    expect(server.executed).toBe(0);
    expect(await db().approval.findUnique({ where: { toolCallId: id } })).toMatchObject({ state: "cancelled" });
  });

  test("the account was exchanged for another: denied, because the question named the first", async () => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_once");
    await db().connection.delete({ where: { id: scene.connectionId } });
    const { orgId, userId } = scene.ctx;
    const connectionId = newId("connection");
    await db().connection.create({ data: { id: connectionId, orgId, userId, connectorId: scene.connectorId } });
    await describeTool({ ...scene, connectionId }, TOOL);
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "approval_outdated" } });
    expect(server.executed).toBe(0);
  });

  test("the account is gone, and of those in its place the first needs its person: it ends, and waits for nothing", async () => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_once");
    const { accountName } = await db().connection.delete({ where: { id: scene.connectionId } });
    const { orgId, userId } = scene.ctx;
    const other = { orgId, userId, connectorId: scene.connectorId };
    await db().connection.create({
      data: { ...other, id: newId("connection"), accountKey: "a", state: "needs_reauth", createdAt: new Date(0) },
    });
    const connectionId = newId("connection");
    await db().connection.create({ data: { ...other, id: connectionId, accountKey: "b", accountName } });
    await describeTool({ ...scene, connectionId }, TOOL);
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code: "approval_outdated" } });
    expect(server.executed).toBe(0);
  });

  test("a used approval does not serve a second time", async () => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_once");
    await advance(id);
    await db().toolCall.update({ where: { id }, data: { state: "approved" } });
    expect((await advance(id)).state).not.toBe("succeeded");
    expect(server.executed).toBe(1);
  });

  describe("after it was read, the approval", () => {
    const read = async () => {
      const id = await proposeAndAsk(scene);
      await decide(id, "allow_once");
      const call = await findCall(scene.ctx, id);
      const tool = call && (await circumstancesOf(scene.ctx, call)).tool;
      if (!call?.approval || !tool) throw new Error("Nothing to send");
      return { id, call, tool, approvalId: call.approval.id };
    };
    const rule = { code: "asked_by_default" } as const;
    type Read = Awaited<ReturnType<typeof read>>;
    const send = ({ call, tool, approvalId }: Pick<Read, "call" | "tool" | "approvalId">) => {
      const permission: Permission = { kind: "approval", rule, approvalId };
      return db().$transaction((tx) => dispatch(tx, scene.ctx, call, tool, permission));
    };

    test.each(["pending", "denied", "expired", "cancelled", "consumed"] as const)(
      "became %s: not sent",
      async (state) => {
        const { id, call, tool, approvalId } = await read();
        await db().approval.update({ where: { id: approvalId }, data: { state } });
        expect(await send({ call, tool, approvalId })).toBe(false);
        expect(await db().toolCall.findUnique({ where: { id } })).toMatchObject({
          state: "approved",
          dispatchedAt: null,
        });
        expect(await types(id)).not.toContain("dispatched");
      },
    );

    test("was a grant, and was taken back: not sent by it, asked instead", async () => {
      await decide(await proposeAndAsk(scene), "allow_always");
      const id = await propose(scene);
      const [grant] = await listGrants(scene.ctx);
      const call = await findCall(scene.ctx, id);
      const tool = call && (await circumstancesOf(scene.ctx, call)).tool;
      if (!call || !tool || !grant) throw new Error("Nothing to send");
      await revokeGrant(scene.ctx, grant.id);
      const permission: Permission = { kind: "rule", rule: { code: "granted" }, grantId: grant.id };
      expect(await db().$transaction((tx) => dispatch(tx, scene.ctx, call, tool, permission))).toBe(false);
      expect(await advance(id)).toMatchObject({ state: "awaiting_approval" });
      expect(server.executed).toBe(0);
    });

    test("turned out to be for another definition: not sent", async () => {
      const { call, tool, approvalId } = await read();
      expect(await send({ call, tool: { ...tool, hash: "other" }, approvalId })).toBe(false);
    });
  });

  test("the run was stopped: cancelled", async () => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_once");
    await cancelToolCalls(scene.ctx, scene.runId);
    expect(await advance(id)).toMatchObject({ state: "cancelled" });
    expect(server.executed).toBe(0);
  });
});

describe("Allow always", () => {
  test("the next call of this tool runs unasked; a taken-back grant asks again", async () => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_always");
    await advance(id);
    expect(await advance(await propose(scene))).toMatchObject({ state: "succeeded", rule: { code: "granted" } });
    const [grant] = await listGrants(scene.ctx);
    expect(grant).toMatchObject({
      connectionId: scene.connectionId,
      toolName: TOOL.name,
      lastUsedAt: expect.any(Date),
    });
    expect(await revokeGrant(scene.ctx, grant?.id ?? "")).toEqual({ ok: true, value: undefined });
    expect(await listGrants(scene.ctx)).toEqual([]);
    await proposeAndAsk(scene);
  });

  test("a tool that has changed since asks again, and a new answer counts for it", async () => {
    const id = await proposeAndAsk(scene);
    await decide(id, "allow_always");
    const hash = await describeTool(scene, { ...TOOL, annotations: { readOnlyHint: false } });
    const again = await propose(scene, { definitionHash: hash });
    expect(await advance(again)).toMatchObject({ state: "awaiting_approval", rule: { code: "grant_outdated" } });
    await decide(again, "allow_always");
    await advance(again);
    expect(await advance(await propose(scene, { definitionHash: hash }))).toMatchObject({ rule: { code: "granted" } });
  });

  test("does not reach another person, even of the same organization", async () => {
    await decide(await proposeAndAsk(scene), "allow_always");
    const other = await createScene(server.url, { member: await createMember({ org: scene.member.org }) });
    await proposeAndAsk(other);
    const [grant] = await listGrants(scene.ctx);
    expect(await revokeGrant(other.ctx, grant?.id ?? "")).toEqual({ ok: false, error: "not_found" });
    expect(await listGrants(other.ctx)).toEqual([]);
  });

  test("does not outweigh owners who want to be asked", async () => {
    await decide(await proposeAndAsk(scene), "allow_always");
    await setPolicy(scene, "ask", "");
    expect(await advance(await propose(scene))).toMatchObject({ rule: { code: "asked_for_connector" } });
  });

  test("a question that is still open is settled by it", async () => {
    const [first, second] = [await proposeAndAsk(scene), await proposeAndAsk(scene)];
    await decide(first, "allow_always");
    expect(await advance(second)).toMatchObject({ state: "succeeded", rule: { code: "granted" } });
    expect(await decide(second, "deny")).toEqual({ ok: false, error: "already_decided" });
  });
});
