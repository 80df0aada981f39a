import { describe, expect, test, vi } from "vitest";
import { answerCallQuestion } from "#lib/chat/answer-question.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { WORKER_LOST } from "#lib/tool-calls/constants.ts";
import { toolCallViews } from "#lib/tool-calls/data.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { askDuringCall } from "#lib/tool-calls/mutations/rounds.ts";
import { sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import { answer, type RpcMessage, type ScriptedServer } from "../mcp/scripted-server.ts";
import { modernScript, NAME_FORM, NAME_QUESTION, wantsName } from "./asking-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import { allowByPolicy, describeTool, propose, type Scene, setPolicy, TOOL } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene(async (now) => {
  ({ server, scene } = now);
  await allowByPolicy(scene);
});

const at = "2026-11-21T00:00:00Z";
const task = { taskId: "t-1", status: "working", createdAt: at, lastUpdatedAt: at, ttl: 60_000, pollInterval: 250 };
const modernTask = {
  taskId: "t-1",
  status: "working",
  createdAt: at,
  lastUpdatedAt: at,
  ttlMs: 60_000,
  pollIntervalMs: 250,
};
const result = { content: [{ type: "text", text: "researched" }] };

/** A server of 2025-11-25 whose one tool runs as a task, which stands as `status` says. */
function legacyTasks() {
  const seen: { method: string; params?: unknown }[] = [];
  const state = { status: "working", statusMessage: "Reading" };
  server.script = ({ response, message }) => {
    const { method = "", params } = message as RpcMessage & { params?: object };
    if (method.startsWith("tasks/") || method === "tools/call") seen.push({ method, params });
    switch (method) {
      case "initialize":
        response.setHeader("mcp-session-id", "s");
        return answer(response, message.id, {
          protocolVersion: "2025-11-25",
          capabilities: { tools: {}, tasks: { cancel: {}, requests: { tools: { call: {} } } } },
          serverInfo: { name: "tasks", version: "1" },
        });
      case "tools/call":
        server.executed += 1;
        return answer(response, message.id, { task });
      case "tasks/get":
        return answer(response, message.id, { ...task, ...state });
      case "tasks/result":
        return answer(response, message.id, result);
      case "tasks/cancel":
        return answer(response, message.id, { ...task, status: "cancelled" });
      default:
        return undefined;
    }
  };
  return { seen, state };
}

const taskOf = async (id: string) => (await db().toolCall.findUniqueOrThrow({ where: { id } })).task;
const kept = (id: string) =>
  vi.waitFor(async () => expect(await taskOf(id)).toMatchObject({ taskId: "t-1" }), { timeout: 20_000, interval: 20 });
/** Sends a call whose worker dies as soon as it has become a task. */
const orphan = async (id: string) => {
  const worker = new AbortController();
  const running = advanceToolCall(scene.ctx, id, { signal: worker.signal });
  await kept(id);
  worker.abort(WORKER_LOST);
  await running;
  await sessionPool().closeAll();
};
const proposeTask = async (taskSupport = "required") => {
  const definitionHash = await describeTool(scene, { ...TOOL, execution: { taskSupport } });
  return propose(scene, { definitionHash });
};

describe("a task of 2025-11-25", () => {
  test.each(["required", "optional"])("%s: sent as a task, followed to its end, its words told", async (support) => {
    const { seen, state } = legacyTasks();
    const words: (string | undefined)[] = [];
    const id = await proposeTask(support);
    const running = advanceToolCall(scene.ctx, id, { onProgress: ({ message }) => void words.push(message) });
    await kept(id);
    await vi.waitFor(() => expect(words).toContain("Reading"), 20_000);
    state.status = "completed";
    expect(await running).toMatchObject({ state: "succeeded", result: { content: [{ text: "researched" }] } });
    expect(seen[0]).toMatchObject({ method: "tools/call", params: { task: {} } });
    expect(seen.at(-1)).toMatchObject({ method: "tasks/result", params: { taskId: "t-1" } });
    expect(server.executed).toBe(1);
  });

  test("a tool that knows no tasks is called plainly", async () => {
    const { seen, state } = legacyTasks();
    state.status = "completed";
    await advanceToolCall(scene.ctx, await proposeTask("forbidden"));
    expect(seen[0]?.params).not.toHaveProperty("task");
  });

  test("its worker dies: the next asks for the task instead of giving up, and sends nothing again", async () => {
    const { state } = legacyTasks();
    const id = await proposeTask();
    const worker = new AbortController();
    const running = advanceToolCall(scene.ctx, id, { signal: worker.signal });
    await kept(id);
    worker.abort(WORKER_LOST);
    expect(await running).toMatchObject({ state: "dispatched" });
    await sessionPool().closeAll();
    await sweepDeadToolCalls([scene.runId]);
    state.status = "completed";
    expect(await advanceToolCall(scene.ctx, id)).toMatchObject({ state: "dispatched" });
    expect(await advanceToolCall(scene.ctx, id, { takesOver: true })).toMatchObject({
      state: "succeeded",
      result: { content: [{ text: "researched" }] },
    });
    expect(server.executed).toBe(1);
  });

  test("its run ends with nobody to follow it: the outcome is unknown", async () => {
    legacyTasks();
    const id = await proposeTask();
    await orphan(id);
    await sweepDeadToolCalls([scene.runId], "ended");
    expect(await advanceToolCall(scene.ctx, id)).toMatchObject({ state: "outcome_unknown" });
  });

  test("taken over while its server is down: it did not fail, its outcome is unknown", async () => {
    legacyTasks();
    const id = await proposeTask();
    await orphan(id);
    server.script = ({ response }) => {
      response.writeHead(404).end();
      return true;
    };
    expect(await advanceToolCall(scene.ctx, id, { takesOver: true })).toMatchObject({ state: "outcome_unknown" });
  });

  test("its next worker is told to stop before it could ask: the task is left to the one after", async () => {
    legacyTasks();
    const id = await proposeTask();
    await orphan(id);
    const next = { takesOver: true, signal: AbortSignal.abort(WORKER_LOST) };
    expect(await advanceToolCall(scene.ctx, id, next)).toMatchObject({ state: "dispatched" });
  });

  test("taken over by a worker: it counts as waiting, so that others are worked on meanwhile", async () => {
    const { state } = legacyTasks();
    const id = await proposeTask();
    await orphan(id);
    state.status = "completed";
    const waits: boolean[] = [];
    await advanceToolCall(scene.ctx, id, { takesOver: true, onWaiting: (isWaiting) => void waits.push(isWaiting) });
    expect(waits).toEqual([true]);
  });

  test("what was asked through its former worker is not asked any more", async () => {
    const { state } = legacyTasks();
    const id = await proposeTask();
    await orphan(id);
    await askDuringCall(scene.ctx, { id }, NAME_FORM);
    const questions = async () => (await toolCallViews(scene.ctx, [id])).get(id)?.questions;
    expect(await questions()).toMatchObject([{ state: "pending" }]);
    let whileFollowed: unknown;
    const onProgress = async () => {
      whileFollowed ??= await questions();
      state.status = "completed";
    };
    await advanceToolCall(scene.ctx, id, { takesOver: true, onProgress });
    expect(whileFollowed).toMatchObject([{ state: "cancelled" }]);
  });

  test("its account is gone: no other account of its person asks for it", async () => {
    const { seen, state } = legacyTasks();
    const id = await proposeTask();
    await orphan(id);
    state.status = "completed";
    const asked = seen.length;
    const { connectorId, ctx } = scene;
    const other = await db().connection.create({
      data: { id: newId("connection"), orgId: ctx.orgId, connectorId, userId: ctx.userId, accountKey: "other" },
    });
    await describeTool({ ...scene, connectionId: other.id }, TOOL);
    await db().connection.delete({ where: { id: scene.connectionId } });
    expect(await advanceToolCall(ctx, id, { takesOver: true })).toMatchObject({ state: "outcome_unknown" });
    expect(seen).toHaveLength(asked);
  });

  test("Stop ends the task at the server too", async () => {
    const { seen } = legacyTasks();
    const id = await proposeTask();
    const stop = new AbortController();
    const running = advanceToolCall(scene.ctx, id, { signal: stop.signal });
    await kept(id);
    stop.abort("stop");
    expect(await running).toMatchObject({ state: "cancelled" });
    expect(seen).toContainEqual({ method: "tasks/cancel", params: expect.objectContaining({ taskId: "t-1" }) });
  });

  test("a task that failed says so", async () => {
    const { state } = legacyTasks();
    Object.assign(state, { status: "failed", statusMessage: "No paper" });
    expect(await advanceToolCall(scene.ctx, await proposeTask())).toMatchObject({
      state: "failed",
      failure: { code: "tool_error" },
      result: { content: [{ text: "No paper" }] },
    });
  });
});

describe("a task of 2026-07-28", () => {
  test("the server makes it one; what it asks meanwhile rests as a question, the answer goes back by tasks/update", async () => {
    const script = modernScript(() => ({ resultType: "task", ...modernTask }));
    const updates: unknown[] = [];
    server.script = (exchange) => {
      const { response, message } = exchange;
      if (message.method === "tasks/update") {
        updates.push(message.params);
        expect(exchange.request.headers["mcp-name"]).toBe("t-1");
        return answer(response, message.id, { resultType: "complete" });
      }
      if (message.method !== "tasks/get") return script(exchange);
      const now =
        updates.length > 0
          ? { status: "completed", result: { resultType: "complete", ...result } }
          : { status: "input_required", inputRequests: { who: NAME_QUESTION } };
      return answer(response, message.id, { resultType: "complete", ...modernTask, ...now });
    };
    const id = await propose(scene);
    expect(await advanceToolCall(scene.ctx, id)).toMatchObject({ state: "awaiting_input", failure: null });
    const question = (await toolCallViews(scene.ctx, [id])).get(id)?.questions[0];
    const content = { name: "Ann" };
    await answerCallQuestion(
      scene.ctx,
      { toolCallId: id, questionId: question?.id ?? "" },
      { action: "accept", content },
    );
    await sessionPool().closeAll();
    // It is at work there already: a question to the person would hold nothing up.
    await setPolicy(scene, "ask");
    expect(await advanceToolCall(scene.ctx, id)).toMatchObject({
      state: "succeeded",
      result: { content: [{ text: "researched" }] },
    });
    expect(updates).toMatchObject([{ taskId: "t-1", inputResponses: { who: { action: "accept", content } } }]);
    expect(script.sent).toHaveLength(1);
  });

  test("what was answered before it became a task is not sent to the task", async () => {
    const script = modernScript((n) => (n === 0 ? wantsName("s") : { resultType: "task", ...modernTask }));
    const methods: string[] = [];
    server.script = (exchange) => {
      const { response, message } = exchange;
      methods.push(message.method ?? "");
      if (message.method === "tasks/update") return answer(response, message.id, { resultType: "complete" });
      if (message.method !== "tasks/get") return script(exchange);
      const now = { status: "completed", result: { resultType: "complete", ...result } };
      return answer(response, message.id, { resultType: "complete", ...modernTask, ...now });
    };
    const id = await propose(scene);
    await advanceToolCall(scene.ctx, id);
    const questionId = (await toolCallViews(scene.ctx, [id])).get(id)?.questions[0]?.id ?? "";
    await answerCallQuestion(scene.ctx, { toolCallId: id, questionId }, { action: "accept", content: { name: "Ann" } });
    expect(await advanceToolCall(scene.ctx, id)).toMatchObject({ state: "succeeded" });
    expect(methods).not.toContain("tasks/update");
  });

  test("a question that the server still shows after its answer is not put again", async () => {
    const script = modernScript(() => ({ resultType: "task", ...modernTask }));
    let looks = 0;
    server.script = (exchange) => {
      const { response, message } = exchange;
      if (message.method === "tasks/update") return answer(response, message.id, { resultType: "complete" });
      if (message.method !== "tasks/get") return script(exchange);
      looks += 1;
      const now =
        looks > 2
          ? { status: "completed", result: { resultType: "complete", ...result } }
          : { status: "input_required", inputRequests: { who: NAME_QUESTION } };
      return answer(response, message.id, { resultType: "complete", ...modernTask, ...now });
    };
    const id = await propose(scene);
    await advanceToolCall(scene.ctx, id);
    const questionId = (await toolCallViews(scene.ctx, [id])).get(id)?.questions[0]?.id ?? "";
    await answerCallQuestion(scene.ctx, { toolCallId: id, questionId }, { action: "accept", content: { name: "Ann" } });
    expect(await advanceToolCall(scene.ctx, id)).toMatchObject({ state: "succeeded" });
  });
});
