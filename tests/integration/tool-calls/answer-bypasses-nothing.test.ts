import { describe, expect, test } from "vitest";
import { decideApproval } from "#lib/approvals/decide.ts";
import { answerCallQuestion } from "#lib/chat/answer-question.ts";
import { cancelCall } from "#lib/chat/cancel-call.ts";
import { db } from "#lib/platform/db/client.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { cancelToolCalls } from "#lib/tool-calls/mutations.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { done, modernScript, wantsName } from "./asking-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import {
  allowByPolicy,
  describeTool,
  propose,
  proposeAndAsk,
  type Scene,
  setPolicy,
  TOOL,
  taint,
  toggle,
  trailOf,
} from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene(async (now) => {
  ({ server, scene } = now);
  await allowByPolicy(scene);
});

const ann = { action: "accept", content: { name: "Ann" } } as const;
const advance = (id: string) => advanceToolCall(scene.ctx, id);

/** A call that rests on its server's question. */
async function ask(state?: string) {
  const script = modernScript((n) => (n === 0 ? wantsName(state) : done()));
  server.script = script;
  const id = await propose(scene);
  expect(await advance(id)).toMatchObject({ state: "awaiting_input", failure: null });
  return { id, script };
}

/** Its person's answer to it. */
async function reply(toolCallId: string) {
  const { id: questionId } = await db().toolCallInput.findFirstOrThrow({ where: { toolCallId } });
  return answerCallQuestion(scene.ctx, { toolCallId, questionId }, ann);
}

describe("an answer to a server bypasses nothing: in between", () => {
  test.each<[string, string, (s: Scene) => Promise<unknown>]>([
    ["the tool was switched off", "tool_off", (s) => toggle(s, TOOL.name, false)],
    ["owners blocked the tool", "blocked_for_tool", (s) => setPolicy(s, "block")],
    ["the tool was changed", "approval_outdated", (s) => describeTool(s, { ...TOOL, description: "Now it deletes" })],
    [
      "the person was removed",
      "membership_ended",
      (s) => db().membership.deleteMany({ where: { userId: s.ctx.userId } }),
    ],
  ])("%s: the call ends", async (_, code, change) => {
    const { id, script } = await ask();
    await reply(id);
    await change(scene);
    expect(await advance(id)).toMatchObject({ state: "denied", rule: { code } });
    expect(script.sent).toHaveLength(1);
  });

  test.each<[string, string, (s: Scene) => Promise<unknown>]>([
    ["owners want to be asked", "asked_for_tool", (s) => setPolicy(s, "ask")],
    ["outside content came in", "asked_tainted", taint],
  ])("%s: its person is asked, and only then the answer goes back", async (_, code, change) => {
    const { id, script } = await ask("s");
    await reply(id);
    await change(scene);
    for (const view of await Promise.all(Array.from({ length: 10 }, () => advance(id))))
      expect(view).toMatchObject({ state: "awaiting_approval", rule: { code } });
    expect((await trailOf(id)).filter(({ type }) => type === "toolCall.asked")).toHaveLength(1);
    expect(script.sent).toHaveLength(1);
    await decideApproval(scene.ctx, { toolCallId: id, decision: "allow_once" });
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
    expect(script.sent.slice(1)).toMatchObject([{ params: { inputResponses: { who: ann }, requestState: "s" } }]);
  });

  test("nothing its person was not told of: what they allowed goes on", async () => {
    await setPolicy(scene, "ask");
    server.script = modernScript((n) => (n === 0 ? wantsName() : done()));
    const id = await proposeAndAsk(scene);
    await decideApproval(scene.ctx, { toolCallId: id, decision: "allow_once" });
    expect(await advance(id)).toMatchObject({ state: "awaiting_input" });
    await reply(id);
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
  });

  test("the run was stopped: the call and its question are cancelled", async () => {
    const { id, script } = await ask();
    await cancelToolCalls(scene.ctx, scene.runId);
    expect(await advance(id)).toMatchObject({ state: "cancelled", questions: [{ state: "cancelled" }] });
    expect(await reply(id)).toEqual({ ok: false, error: "already_answered" });
    expect(script.sent).toHaveLength(1);
  });

  test("its person ended this call alone", async () => {
    const { id } = await ask();
    expect(await cancelCall(scene.ctx, id)).toEqual({ ok: true, value: undefined });
    expect(await advance(id)).toMatchObject({ state: "cancelled" });
    expect(await cancelCall(scene.ctx, id)).toEqual({ ok: false, error: "not_found" });
  });
});
