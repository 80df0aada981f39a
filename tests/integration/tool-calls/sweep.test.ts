import { expect, test } from "vitest";
import { db } from "#lib/platform/db/client.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { cancelToolCalls, expireApprovals, sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { answer, onCall, type ScriptedServer } from "../mcp/scripted-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import { allowByPolicy, createScene, propose, proposeAndAsk, type Scene, trailOf } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene((now) => {
  ({ server, scene } = now);
});

const stateOf = async (id: string) => (await db().toolCall.findUniqueOrThrow({ where: { id } })).state;

test("a call whose worker died has an unknown outcome, and a late answer does not change it", async () => {
  await allowByPolicy(scene);
  const id = await propose(scene);
  let sweeping: ReturnType<typeof sweepDeadToolCalls> | undefined;
  server.script = onCall(
    () => server,
    true,
    ({ response, message }) => {
      sweeping = sweepDeadToolCalls([scene.runId]).finally(() => answer(response, message.id, { content: [] }));
    },
  );
  const view = await advanceToolCall(scene.ctx, id);
  const { runId, conversationId } = scene;
  expect(await sweeping).toContainEqual({ id, runId, conversationId, state: "outcome_unknown" });
  expect(view).toMatchObject({ state: "outcome_unknown", failure: { code: "worker_lost" }, result: null });
  expect(await advanceToolCall(scene.ctx, id)).toEqual(view);
  expect(server.executed).toBe(1);
  expect((await trailOf(id)).filter((event) => event.type === "toolCall.finished")).toHaveLength(1);
});

test("calls that were not sent, and those of other runs, are left for the next worker", async () => {
  const [proposed, asked, other] = [await propose(scene), await proposeAndAsk(scene), await createScene(server.url)];
  const sent = await propose(other);
  await db().toolCall.update({ where: { id: sent }, data: { state: "dispatched" } });
  await sweepDeadToolCalls([scene.runId]);
  expect([await stateOf(proposed), await stateOf(asked), await stateOf(sent)]).toEqual([
    "proposed",
    "awaiting_approval",
    "dispatched",
  ]);
});

test("questions whose time is up expire, others wait on", async () => {
  const [late, early] = [await proposeAndAsk(scene), await proposeAndAsk(scene)];
  await db().$executeRaw`UPDATE approvals SET expires_at = now() WHERE tool_call_id = ${late}`;
  const changed = await expireApprovals();
  expect(changed.map((call) => call.id)).toEqual([late]);
  expect([await stateOf(late), await stateOf(early)]).toEqual(["expired", "awaiting_approval"]);
  expect(await db().approval.findUnique({ where: { toolCallId: late } })).toMatchObject({ state: "expired" });
});

test("Stop cancels what was not sent, with its open questions, and nothing that is over", async () => {
  await allowByPolicy(scene);
  const done = await propose(scene);
  await advanceToolCall(scene.ctx, done);
  await db().toolPolicy.deleteMany({ where: { connectorId: scene.connectorId } });
  const [proposed, asked] = [await propose(scene), await proposeAndAsk(scene)];
  const changed = await cancelToolCalls(scene.ctx, scene.runId);
  expect(changed.map((call) => call.id).sort()).toEqual([proposed, asked].sort());
  expect([await stateOf(done), await stateOf(proposed), await stateOf(asked)]).toEqual([
    "succeeded",
    "cancelled",
    "cancelled",
  ]);
  expect(await db().approval.findUnique({ where: { toolCallId: asked } })).toMatchObject({ state: "cancelled" });
});

test("nobody stops another person's run", async () => {
  const id = await propose(scene);
  expect(await cancelToolCalls(contextFor(await createMember({ org: scene.member.org })), scene.runId)).toEqual([]);
  expect(await stateOf(id)).toBe("proposed");
});
