import { setTimeout as sleep } from "node:timers/promises";
import { ProtocolError } from "@modelcontextprotocol/client";
import {
  type ConnectedMcpSessionPort,
  JsonRpcResponseError,
  type TaskController,
  type TaskView,
  withTasks,
} from "@modelcontextprotocol/ext-tasks/client";
import { taskId } from "@modelcontextprotocol/ext-tasks/core";
import { z } from "zod";
import { callContext } from "./call-context.ts";
import type { CallOutcome, CallRequest } from "./call-tool.ts";
import {
  NEVER_MS,
  TASK_FAILURES,
  TASK_MAX_TOTAL_MS,
  TASK_POLL_MAX_MS,
  TASK_POLL_MIN_MS,
  TASK_REQUEST_MS,
} from "./constants.ts";
import { answerQuestion, readInputRequests } from "./input-requests.ts";
import { type Link, onLink } from "./link.ts";
import { detailFrom, problemFrom } from "./problem.ts";
import type { McpSession } from "./session.ts";
import { TASKS_EXTENSION, type Task } from "./task-result.ts";
import { errorResult, normaliseToolResult } from "./tool-result.ts";
import type { JsonObject, McpTool } from "./types.ts";

const anyObject = z.record(z.string(), z.unknown());

/**
 * Whether a call of this tool is sent as a task: on 2025-11-25 where the tool wants or takes it and the server says it
 * can. On 2026-07-28 the server alone decides.
 */
export function runsAsTask({ client }: Link, { execution }: McpTool): boolean {
  const support = (execution as { taskSupport?: unknown } | undefined)?.taskSupport;
  if (support !== "required" && support !== "optional") return false;
  const { tasks } = (client.getServerCapabilities() ?? {}) as { tasks?: { requests?: { tools?: { call?: object } } } };
  return client.getProtocolEra() === "legacy" && tasks?.requests?.tools?.call !== undefined;
}

/**
 * Follows a task to its end: asks how it stands, tells what the server says of it, fetches its result. Asking changes
 * nothing at the server, so any process may do it, at any time, more than once.
 */
export async function followTask(session: McpSession, task: Task, call: CallRequest): Promise<CallOutcome> {
  const until = Date.now() + TASK_MAX_TOTAL_MS;
  let failures = 0;
  let looks = 0;
  let answers = call.continues?.inputResponses;
  while (Date.now() < until) {
    if (call.signal?.aborted) return leave(session, task, call);
    try {
      const ready = await session.ready();
      if (!ready.ok) throw Object.assign(new Error("no session"), { problem: ready.error });
      const control = controllerOf(ready.value, task);
      if (answers) await control.updateJson(answers, call.signal);
      answers = undefined;
      const view = await control.snapshot(call.signal);
      failures = 0;
      looks += 1;
      if (view.statusMessage) call.onProgress?.({ progress: looks, message: view.statusMessage });
      const outcome = await outcomeOf(ready.value, control, view, call);
      if (outcome) return outcome;
      const pause = view.suggestedPollIntervalMs ?? task.pollMs;
      await sleep(Math.min(Math.max(pause, TASK_POLL_MIN_MS), TASK_POLL_MAX_MS), undefined, signalOf(call));
    } catch (error) {
      if (call.signal?.aborted) continue;
      // The server answered, and it does not know the task any more.
      if (error instanceof JsonRpcResponseError)
        return { kind: "unknown", problem: { reason: "invalid_answer", detail: detailFrom(error.message) } };
      failures += 1;
      if (failures > TASK_FAILURES) return { kind: "unknown", problem: problemFrom(error) };
      await sleep(TASK_POLL_MIN_MS * 2 ** failures, undefined, signalOf(call)).catch(() => {});
    }
  }
  return { kind: "unknown", problem: { reason: "timeout" } };
}

function signalOf(call: CallRequest): { signal?: AbortSignal } {
  return call.signal ? { signal: call.signal } : {};
}

async function leave(session: McpSession, task: Task, call: CallRequest): Promise<CallOutcome> {
  if (call.isLeaving?.(call.signal?.reason)) return { kind: "left" };
  const ready = await session.ready();
  if (ready.ok)
    await controllerOf(ready.value, task)
      .cancel()
      .catch(() => {});
  return { kind: "cancelled" };
}

/** What a look at a task says of its call; null: it is still being worked on. */
async function outcomeOf(
  link: Link,
  control: TaskController,
  view: TaskView,
  call: CallRequest,
): Promise<CallOutcome | null> {
  const isModern = link.client.getProtocolEra() === "modern";
  switch (view.status) {
    case "working":
      return null;
    case "cancelled":
      return { kind: "cancelled" };
    case "input_required":
      // On 2025-11-25 the server asks on the stream of `tasks/result`, which it holds until the end.
      if (isModern) return openQuestions((view.raw.inputRequests ?? {}) as JsonObject, call.answeredKeys ?? []);
      return { kind: "result", result: normaliseToolResult(await firstResult(link, control.taskId, call)) };
    case "failed":
    case "completed": {
      if (!isModern && view.status === "completed")
        return { kind: "result", result: normaliseToolResult(await firstResult(link, control.taskId, call)) };
      const { error, result } = view.raw as { error?: { code: number; message: string }; result?: JsonObject };
      if (view.status === "completed") return { kind: "result", result: normaliseToolResult(result ?? {}) };
      return { kind: "result", result: errorResult(error?.code ?? -32603, error?.message ?? view.statusMessage ?? "") };
    }
  }
}

/** The questions of a task that have no answer yet; null where all have one, and the server has only not taken it in. */
function openQuestions(requests: JsonObject, answered: readonly string[]): CallOutcome | null {
  const open = Object.entries(requests).filter(([key]) => !answered.includes(key));
  return open.length === 0 ? null : readInputRequests(Object.fromEntries(open), null, "task");
}

/** `tasks/result` of 2025-11-25: waits for the task's end, and brings its questions. */
async function firstResult(link: Link, id: string, call: CallRequest): Promise<JsonObject> {
  const gone = new AbortController();
  const limit = AbortSignal.timeout(TASK_MAX_TOTAL_MS);
  const signal = AbortSignal.any([gone.signal, limit, link.broken.signal, ...(call.signal ? [call.signal] : [])]);
  const context = {
    onStreamEnd: () => setImmediate(() => gone.abort()),
    onQuestion: (params: JsonObject, withdrawn: AbortSignal) =>
      answerQuestion(link, call.onQuestion, params, AbortSignal.any([signal, withdrawn])),
  };
  link.calls.add(context);
  await link.standing?.hold();
  try {
    return await callContext.run(context, () =>
      onLink(link, () =>
        link.client.request({ method: "tasks/result", params: { taskId: id } }, anyObject, {
          signal,
          timeout: NEVER_MS,
        }),
      ),
    );
  } finally {
    link.calls.delete(context);
    link.standing?.release();
  }
}

function controllerOf(link: Link, task: Task): TaskController {
  const session = withTasks(portOf(link), { tools: { currentTool: () => undefined }, onError: () => {} });
  return session.task(taskId(task.taskId), { requestTimeoutMs: TASK_REQUEST_MS });
}

/** The SDK's client as the tasks package wants it: it brings the wire shapes, we the sending. */
function portOf(link: Link): ConnectedMcpSessionPort {
  const { client } = link;
  const { tasks } = (client.getServerCapabilities() ?? {}) as { tasks?: object };
  const none = () => () => {};
  return {
    endpointId: TASKS_EXTENSION,
    invalidated: false,
    taskCapabilities:
      client.getProtocolEra() === "modern"
        ? { generation: "v2", capabilities: {} }
        : { generation: "v1", capabilities: (tasks ?? {}) as never },
    dispatch: async (request, { signal, context } = {}) => {
      try {
        const options = { timeout: context?.requestTimeoutMs ?? TASK_REQUEST_MS, ...(signal && { signal }) };
        const headers = context?.headers && { headers: { ...context.headers } };
        const send = () => client.request(request as never, anyObject, { ...options, ...headers });
        // The SDK has taken off the type of a result, which this package looks for.
        const result = { resultType: "complete", ...(await onLink(link, send)) };
        return { kind: "result", result: result as never };
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        return { kind: "error", error: { code: error.code, message: error.message } };
      }
    },
    onServerRequest: none,
    onNotification: none,
    onInvalidated: none,
  };
}
