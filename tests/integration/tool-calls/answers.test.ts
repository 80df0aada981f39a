import { describe, expect, test, vi } from "vitest";
import { decideApproval } from "#lib/approvals/decide.ts";
import { listGrants } from "#lib/approvals/grants.ts";
import type { Answer } from "#lib/approvals/types.ts";
import { rulesOf } from "#lib/connectors/data/policy.ts";
import { setKindPolicy, setOwnPolicy, setPolicy } from "#lib/connectors/set-policy.ts";
import { definitionHash } from "#lib/mcp/definition.ts";
import { db } from "#lib/platform/db/client.ts";
import { canonicalArguments } from "#lib/tool-calls/arguments.ts";
import { toolCallViews } from "#lib/tool-calls/data.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { value } from "../connections/world.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import { createScene, describeTool, propose, proposeAndAsk, type Scene, TOOL, trailOf } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene((now) => {
  ({ server, scene } = now);
});

const advance = (id: string) => advanceToolCall(scene.ctx, id);
const decide = (toolCallId: string, answer: Answer) => decideApproval(scene.ctx, { toolCallId, ...answer });
const look = async (id: string) => (await toolCallViews(scene.ctx, [id])).get(id) as ToolCallView;
const shown = async (id: string) => {
  const { approval } = await look(id);
  return { approvalId: approval?.id, shownHash: approval?.evidence.argumentsHash };
};
const canonical = (args: { [key: string]: unknown }) => canonicalArguments(args) ?? undefined;

/** Content of another connector comes into the conversation, through a call that a rule allows. */
async function taint(): Promise<Scene> {
  const { conversationId, runId } = scene;
  const mail = { ...(await createScene(server.url, { member: scene.member })), conversationId, runId };
  const owner = contextFor(await createMember({ org: scene.member.org }));
  value(await setPolicy(owner, { connectorId: mail.connectorId, toolName: "", mode: "allow" }));
  const view = await advanceToolCall(mail.ctx, await propose(mail));
  if (view.state !== "succeeded") throw new Error(`Expected content, got ${view.state}`);
  server.executed = 0;
  return mail;
}

describe("an answer to something other than what is stored", () => {
  test("is refused: another question, other arguments", async () => {
    const id = await proposeAndAsk(scene);
    const seen = await shown(id);
    const refused = { ok: false, error: "changed" };
    expect(await decide(id, { decision: "allow_once", ...seen, approvalId: "apr_before" })).toEqual(refused);
    expect(await decide(id, { decision: "deny", ...seen, shownHash: "other" })).toEqual(refused);
    expect(await decide(id, { decision: "allow_once", ...seen })).toMatchObject({ ok: true });
    expect(await decide(id, { decision: "allow_once", ...seen })).toEqual({ ok: false, error: "already_decided" });
  });

  test("an answer that is not offered does not count", async () => {
    const { connectorId } = scene;
    value(await setOwnPolicy(scene.ctx, { connectorId, toolName: "", mode: "ask" }));
    const id = await proposeAndAsk(scene);
    const refused = { ok: false, error: "not_offered" };
    expect(await decide(id, { decision: "allow_always" })).toEqual(refused);
    expect(await decide(id, { decision: "allow_for_organization" })).toEqual(refused);
    expect((await look(id)).state).toBe("awaiting_approval");
  });
});

describe("arguments changed with the answer", () => {
  test("are what runs and what is recorded; what was asked for is kept", async () => {
    const id = await proposeAndAsk(scene);
    const edited = canonical({ to: "y", n: 2 });
    const received: unknown[] = [];
    server.script = ({ message }) => {
      if (message.method === "tools/call") received.push(message.params?.arguments);
      return undefined;
    };
    value(await decide(id, { decision: "allow_once", ...(await shown(id)), edited }));
    const view = await advance(id);
    expect(view).toMatchObject({
      state: "succeeded",
      arguments: { to: "y", n: 2 },
      proposedArguments: { to: "x", n: 1 },
    });
    const trail = await trailOf(id);
    expect(trail.find(({ type }) => type === "toolCall.decided")?.data).toMatchObject({ editedHash: edited?.hash });
    expect(trail.find(({ type }) => type === "toolCall.dispatched")?.data).toMatchObject({
      argumentsHash: edited?.hash,
    });
    expect(received).toEqual([{ to: "y", n: 2 }]);
  });

  test("run also where a worker had read the call before they were changed", async () => {
    const received: unknown[] = [];
    server.script = ({ message }) => {
      if (message.method === "tools/call") received.push(message.params?.arguments);
      return undefined;
    };
    const id = await proposeAndAsk(scene);
    const edited = canonical({ to: "y", n: 2 });
    const changed = { arguments: edited?.arguments as object, argumentsHash: edited?.hash ?? "" };
    let working: Promise<ToolCallView> | undefined;
    await db().$transaction(async (tx) => {
      await tx.toolCall.update({ where: { id }, data: { ...changed, state: "approved" } });
      await tx.approval.update({
        where: { toolCallId: id },
        data: { argumentsHash: changed.argumentsHash, state: "allowed" },
      });
      working = advance(id);
      await vi.waitFor(async () => {
        const waiting = await db().$queryRaw<unknown[]>`SELECT 1 FROM pg_locks WHERE NOT granted`;
        expect(waiting).not.toEqual([]);
      });
    });
    expect(await working).toMatchObject({ state: "succeeded", arguments: { to: "y", n: 2 } });
    expect(received).toEqual([{ to: "y", n: 2 }]);
  });

  test("the same arguments are no change; a no changes nothing", async () => {
    const [same, denied] = [await proposeAndAsk(scene), await proposeAndAsk(scene)];
    value(await decide(same, { decision: "allow_once", edited: canonical({ n: 1, to: "x" }) }));
    value(await decide(denied, { decision: "deny", edited: canonical({ to: "z" }) }));
    expect(await look(same)).toMatchObject({ proposedArguments: null, arguments: { to: "x", n: 1 } });
    expect(await look(denied)).toMatchObject({ proposedArguments: null, arguments: { to: "x", n: 1 } });
  });
});

test("a no keeps its reason with the call", async () => {
  const id = await proposeAndAsk(scene);
  value(await decide(id, { decision: "deny", reason: "Ask Ben first" }));
  expect(await look(id)).toMatchObject({ state: "denied", denyReason: "Ask Ben first", approval: null });
});

describe("between answer and sending", () => {
  test("content from outside came in: asked anew, saying so; the new answer counts", async () => {
    const id = await proposeAndAsk(scene);
    value(await decide(id, { decision: "allow_once" }));
    const mail = await taint();
    const again = await advance(id);
    expect(again).toMatchObject({
      state: "awaiting_approval",
      rule: { code: "asked_tainted", source: { connectorId: mail.connectorId, kind: "tool_call", name: TOOL.name } },
      approval: { canAllowAlways: false, evidence: { warnings: ["asked_tainted"] } },
    });
    expect(server.executed).toBe(0);
    expect(await decide(id, { decision: "allow_always" })).toEqual({ ok: false, error: "not_offered" });
    value(await decide(id, { decision: "allow_once" }));
    expect(await advance(id)).toMatchObject({ state: "succeeded", rule: { code: "asked_tainted" } });
    expect(server.executed).toBe(1);
  });

  test("the answer's time is over: asked anew", async () => {
    const id = await proposeAndAsk(scene);
    value(await decide(id, { decision: "allow_once" }));
    const before = await db().approval.findUniqueOrThrow({ where: { toolCallId: id } });
    expect(before.expiresAt.getTime() - Date.now()).toBeLessThan(61 * 60_000);
    await db().$executeRaw`UPDATE approvals SET expires_at = now() WHERE tool_call_id = ${id}`;
    const again = await advance(id);
    expect(again).toMatchObject({ state: "awaiting_approval" });
    expect(again.approval?.id).not.toBe(before.id);
    expect(server.executed).toBe(0);
  });

  test.each(["connectionId", "connectorId", "conversationId", "argumentsHash", "definitionHash"] as const)(
    "the answer turns out to be about another %s: not sent",
    async (field) => {
      const id = await proposeAndAsk(scene);
      value(await decide(id, { decision: "allow_once" }));
      await db().approval.update({ where: { toolCallId: id }, data: { [field]: "other" } });
      expect((await advance(id)).state).not.toBe("succeeded");
      expect(server.executed).toBe(0);
    },
  );

  test("owners want it asked by now: the answer is that question's already", async () => {
    const id = await proposeAndAsk(scene);
    value(await decide(id, { decision: "allow_once" }));
    const owner = contextFor(await createMember({ org: scene.member.org }));
    value(await setKindPolicy(owner, { connectorId: scene.connectorId, kind: "write", mode: "ask" }));
    expect(await advance(id)).toMatchObject({ state: "succeeded", rule: { code: "asked_for_kind" } });
  });
});

describe("what is shown beside a question", () => {
  test("the last call with this account, and the tool as it was then", async () => {
    const first = await proposeAndAsk(scene);
    expect((await look(first)).approval?.evidence).toMatchObject({
      previous: null,
      definitionBefore: null,
      taint: null,
      kind: null,
    });
    value(await decide(first, { decision: "allow_once" }));
    await advance(first);
    const { dispatchedAt } = await look(first);
    const schema = { type: "object" as const, properties: { bcc: { type: "string" } } };
    const hash = await describeTool(scene, { ...TOOL, description: "Does it, and tells", inputSchema: schema });
    const view = await advance(await propose(scene, { definitionHash: hash, arguments: { to: "y" } }));
    expect(view.approval?.evidence).toMatchObject({
      argumentsHash: canonical({ to: "y" })?.hash,
      previous: { arguments: { to: "x", n: 1 }, at: dispatchedAt },
      definitionBefore: { description: TOOL.description, inputSchema: TOOL.inputSchema },
      definitionNow: { description: "Does it, and tells", inputSchema: schema },
    });
  });

  test("nothing of another person's calls", async () => {
    const first = await proposeAndAsk(scene);
    value(await decide(first, { decision: "allow_once" }));
    await advance(first);
    const other = await createScene(server.url, { member: await createMember({ org: scene.member.org }) });
    const view = await advanceToolCall(other.ctx, await propose(other));
    expect(view.approval?.evidence.previous).toBeNull();
  });
});

describe("for the organization", () => {
  test("an owner allows this definition for everybody, from the question", async () => {
    const owner = await createScene(server.url, { member: await createMember({ org: scene.member.org }) });
    const id = await proposeAndAsk(owner);
    value(await decideApproval(owner.ctx, { toolCallId: id, decision: "allow_for_organization" }));
    expect((await rulesOf(owner.ctx, owner.connectorId)).tools).toMatchObject([{ mode: "allow" }]);
    const row = await db().toolPolicy.findFirst({ where: { connectorId: owner.connectorId, toolName: TOOL.name } });
    expect(row?.definitionHash).toBe(definitionHash(TOOL));
    const next = await advanceToolCall(owner.ctx, await propose(owner));
    expect(next).toMatchObject({ state: "succeeded", rule: { code: "allowed_for_tool" } });
  });

  test("nobody else does", async () => {
    const id = await proposeAndAsk(scene);
    expect(await decide(id, { decision: "allow_for_organization" })).toEqual({ ok: false, error: "not_offered" });
    expect(await db().toolPolicy.count({ where: { connectorId: scene.connectorId } })).toBe(0);
  });
});

test("what was allowed for good is listed with its names, and says when it counts no more", async () => {
  value(await decide(await proposeAndAsk(scene), { decision: "allow_always" }));
  const named = { connectorName: "Scripted", accountName: "ann@there", title: "Act", toolName: TOOL.name };
  expect(await listGrants(scene.ctx)).toMatchObject([{ ...named, isOutdated: false }]);
  await describeTool(scene, { ...TOOL, description: "Does it differently" });
  expect(await listGrants(scene.ctx)).toMatchObject([{ ...named, isOutdated: true }]);
});

test("what a connector's call brings in is noted with its result, the first of each connector", async () => {
  const mail = await taint();
  await advanceToolCall(mail.ctx, await propose(mail));
  const taints = await db().conversationTaint.findMany({ where: { conversationId: scene.conversationId } });
  expect(taints).toMatchObject([
    { connectorId: mail.connectorId, connectorName: "Scripted", source: { kind: "tool_call", name: TOOL.name } },
  ]);
});
