import { setTimeout as sleep } from "node:timers/promises";
import { connectionEndpoint } from "#lib/connections/endpoint.ts";
import { type CallOutcome, type CallRequest, callTool } from "#lib/mcp/call-tool.ts";
import type { InputRound } from "#lib/mcp/input-requests.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { Task } from "#lib/mcp/task-result.ts";
import type { CallProgress, McpProblem } from "#lib/mcp/types.ts";
import { checkOutput } from "#lib/mcp/validate-structured.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { waitForAnswer } from "#lib/questions/ask.ts";
import { MAX_ROUNDS } from "#lib/questions/constants.ts";
import type { Verdict } from "#lib/traces/types.ts";
import { STATE_ROUND_MAX_MS, STATE_ROUND_MS, WORKER_LOST } from "./constants.ts";
import type { CurrentTool } from "./data/circumstances.ts";
import type { StoredCall } from "./data.ts";
import { askDuringCall, keepTask } from "./mutations/rounds.ts";
import type { Ending } from "./mutations.ts";
import { answeredKeys, answersOf, isEndless, lastRound, wayOf } from "./rounds.ts";
import type { ToolCallFailure } from "./types.ts";

export type RunOptions = {
  /**
   * Stop, or with the reason WORKER_LOST the end of the worker; never the browser's connection. A person who stops a
   * call ends it as cancelled; where nobody asked for it, what was sent has an unknown outcome.
   */
  signal?: AbortSignal;
  onProgress?: (progress: CallProgress) => void;
  /** Before anything is sent. */
  onBegin?: () => Promise<void>;
  /** Told that the server has asked the person something, and again when that is settled; the call stays sent. */
  onQuestion?: () => Promise<void> | void;
  /** Told when the call begins to wait for a person, or for a task at its server, and when it no longer does. */
  onWaiting?: (isWaiting: boolean) => void;
};

/**
 * Sends a call that is marked as sent, or goes on with it, and says what came of it. Does not throw: after sending, an
 * error is an outcome.
 */
export async function run(
  ctx: OrgContext,
  call: StoredCall,
  tool: CurrentTool,
  options: RunOptions,
): Promise<Ending | InputRound | "left"> {
  let isSending = false;
  try {
    await options.onBegin?.();
    if (call.task !== null) options.onWaiting?.(true);
    const opened = await connectionEndpoint(ctx, tool.connectionId);
    if (!opened.ok)
      return unreached(call, {
        code: opened.error.reason === "refresh_unavailable" ? "token_unavailable" : "needs_authorization",
      });
    const { endpoint, poolKey } = opened.value;
    const told = (problem: McpProblem) => failureOf(problem, endpoint.url);
    const send = (session: McpSession) => {
      isSending = true;
      return callRounds(session, requestFor(ctx, call, tool, options));
    };
    const outcome = await sessionPool().with(poolKey, endpoint, send, { signal: options.signal });
    if (outcome.ok && isEndless(call, outcome.value)) return failed("input_endless");
    if (outcome.ok) return endingOf(await checked(outcome.value, tool), options.signal, told);
    // Stopped while it waited for its turn.
    if (options.signal?.aborted) {
      const isLeft = call.task !== null && options.signal.reason === WORKER_LOST;
      return endingOf({ kind: isLeft ? "left" : "cancelled" }, options.signal, told);
    }
    return unreached(call, told(outcome.error));
  } catch (error) {
    log().error({ err: error, toolCallId: call.id }, "a tool call ended in an unexpected error");
    return isSending
      ? { state: "outcome_unknown", failure: { code: "internal" } }
      : unreached(call, { code: "internal" });
  }
}

/** What a call says of its connection: a tool's own error is an answer, so the way to it was fine; so is a question. */
export function verdict(ending: Ending | InputRound | "left"): Verdict {
  if (ending === "left" || !("state" in ending)) return { outcome: "ok", reason: null };
  const reason = ending.failure?.code ?? null;
  const isFailed = (ending.state === "failed" || ending.state === "outcome_unknown") && reason !== "tool_error";
  return isFailed ? { outcome: "failed", reason } : { outcome: "ok", reason: null };
}

/** A result with what its tool's own output schema says of it. It ran in any case: the result is kept. */
async function checked(outcome: CallOutcome, tool: CurrentTool): Promise<CallOutcome> {
  if (outcome.kind !== "result") return outcome;
  const outputCheck = await checkOutput(tool.definition, outcome.result);
  if (outputCheck === null || outputCheck.outcome === "valid") return outcome;
  return { ...outcome, result: { ...outcome.result, outputCheck } };
}

function requestFor(ctx: OrgContext, call: StoredCall, tool: CurrentTool, options: RunOptions): CallRequest {
  const task = call.task as Task | null;
  const round = lastRound(call);
  const continues = task === null || wayOf(round) === "task" ? answersOf(round) : undefined;
  let isTask = task !== null;
  return {
    name: call.toolName,
    arguments: call.arguments as { [key: string]: unknown },
    definition: tool.definition,
    ...(options.signal && { signal: options.signal }),
    isLeaving: (reason) => reason === WORKER_LOST,
    ...(options.onProgress && { onProgress: options.onProgress }),
    onTask: async (made) => {
      await keepTask(ctx, call, made);
      isTask = true;
      options.onWaiting?.(true);
    },
    onQuestion: async (params, signal, finished) => {
      // Research asks nobody: its person approved a plan and is not there.
      const id = call.origin === "research" ? null : await askDuringCall(ctx, call, params);
      if (id === null) return { action: "cancel" };
      options.onWaiting?.(true);
      await options.onQuestion?.();
      const answer = await waitForAnswer(ctx, id, { signal, finished });
      options.onWaiting?.(isTask);
      await options.onQuestion?.();
      return answer;
    },
    ...(task && { task, answeredKeys: answeredKeys(call) }),
    ...(continues && { continues }),
  };
}

/** Sends the call; where the server asks nothing and only wants its state back, later, it gets that. */
async function callRounds(session: McpSession, first: CallRequest): Promise<CallOutcome> {
  let request = first;
  for (let round = 0; ; round += 1) {
    const outcome = await callTool(session, request);
    const isOnlyState = outcome.kind === "input_required" && outcome.questions.length === 0;
    if (!isOnlyState || outcome.requestState === null) return outcome;
    if (round >= MAX_ROUNDS) return outcome;
    const pause = Math.min(STATE_ROUND_MS * 2 ** round, STATE_ROUND_MAX_MS);
    await sleep(pause, undefined, first.signal && { signal: first.signal }).catch(() => {});
    request = { ...first, continues: { requestState: outcome.requestState } };
  }
}

/** What could not be sent has failed; of a task that could not be asked for nobody knows, it may be at work still. */
function unreached(call: StoredCall, failure: ToolCallFailure): Ending {
  return { state: call.task === null ? "failed" : "outcome_unknown", failure };
}

function failed(code: ToolCallFailure["code"]): Ending {
  return { state: "failed", failure: { code } };
}

/** What to tell of a problem. An address may hold a key that is not for members, and servers repeat addresses. */
function failureOf({ reason, detail, retryAt }: McpProblem, address: string): ToolCallFailure {
  const { href, pathname, search } = new URL(address);
  const parts = [href, pathname + search, pathname, search].filter((part) => part.length > 1);
  return {
    code: reason,
    ...(detail && { detail: parts.reduce((text, part) => text.replaceAll(part, "…"), detail) }),
    ...(retryAt && { retryAt: retryAt.toISOString() }),
  };
}

function endingOf(
  outcome: CallOutcome,
  signal: AbortSignal | undefined,
  told: (problem: McpProblem) => ToolCallFailure,
): Ending | InputRound | "left" {
  switch (outcome.kind) {
    case "left":
      return "left";
    case "input_required":
      return outcome;
    case "input_unsupported":
      return failed("input_unsupported");
    case "result":
      return outcome.result.isError
        ? { state: "failed", result: outcome.result, failure: { code: "tool_error" } }
        : { state: "succeeded", result: outcome.result };
    case "not_executed":
      return { state: "failed", failure: told(outcome.problem) };
    case "unknown":
      return { state: "outcome_unknown", failure: told(outcome.problem) };
    case "cancelled":
      return signal?.reason === WORKER_LOST
        ? { state: "outcome_unknown", failure: { code: WORKER_LOST } }
        : { state: "cancelled" };
  }
}
