import {
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
} from "@modelcontextprotocol/client";
import { type Finding, step } from "#lib/platform/trace.ts";
import { type CallContext, callContext } from "./call-context.ts";
import { CallDeadline } from "./call-deadline.ts";
import { CALL_MAX_TOTAL_MS, CALL_TIMEOUT_MS, NEVER_MS } from "./constants.ts";
import { definitionHash } from "./definition.ts";
import type { QuestionAnswer } from "./elicitation.ts";
import {
  answerQuestion,
  type InputRound,
  readInputRequests,
  readRequiredUrls,
  URL_REQUIRED,
} from "./input-requests.ts";
import { ownSlot } from "./isolation.ts";
import { brokenStream, type Link, linkProblem, onLink } from "./link.ts";
import { readToolList } from "./list-tools.ts";
import {
  AuthorizationNeeded,
  causeOf,
  detailFrom,
  httpBody,
  httpStatus,
  reasonBeforeSending,
  reasonForStatus,
} from "./problem.ts";
import type { McpSession } from "./session.ts";
import { isSessionLost } from "./session-loss.ts";
import { type Task, taskIn } from "./task-result.ts";
import { followTask, runsAsTask } from "./tasks.ts";
import { errorResult, type McpToolResult, normaliseToolResult } from "./tool-result.ts";
import type { CallProgress, JsonObject, McpProblem, McpTool } from "./types.ts";

export type CallRequest = {
  name: string;
  arguments: JsonObject;
  /** As it was when the call was allowed; a server that has changed it meanwhile is not called. */
  definition: McpTool;
  /** Stop. Not the browser's connection: closing a stream cancels the tool (security.md §0.9). */
  signal?: AbortSignal;
  /** Whether an abort for this reason means only that we leave: a task at the server goes on then, for others to follow. */
  isLeaving?: (reason: unknown) => boolean;
  /** Silence that counts as a timeout; progress starts it anew, up to CALL_MAX_TOTAL_MS. A person's time does not count. */
  timeoutMs?: number;
  onProgress?: (progress: CallProgress) => void;
  /** Puts a question of the server to the person, while the server waits. Without it every question is cancelled. */
  onQuestion?: (question: JsonObject, signal: AbortSignal, finished: AbortSignal) => Promise<QuestionAnswer>;
  /** A round of input for a call that was sent before (2026-07-28): it goes on, it is not sent anew. */
  continues?: { inputResponses?: { [key: string]: QuestionAnswer }; requestState?: string };
  /** Keys of a task's questions that were answered: a server may show them a while longer. */
  answeredKeys?: readonly string[];
  /** The call has become this task at the server, to be kept before anything else happens. */
  onTask?: (task: Task) => Promise<void>;
  /** A task the call became earlier: it is followed, nothing is sent. */
  task?: Task;
};

/** What is known about a call. `not_executed` is proved; `unknown` may have been carried out and is never re-sent. */
export type CallOutcome =
  | { kind: "result"; result: McpToolResult }
  | { kind: "not_executed"; problem: McpProblem }
  | { kind: "unknown"; problem: McpProblem }
  | { kind: "cancelled" }
  /** The server wants answers before it goes on; nothing is held open meanwhile. */
  | ({ kind: "input_required" } & InputRound)
  /** It wants something that only a client with other capabilities could give. */
  | { kind: "input_unsupported" }
  /** We left; the task goes on. */
  | { kind: "left" };

/** Answers that prove the server did not carry out the call and that permit one re-send (contract.md, decision 5). */
type Sent = CallOutcome | { kind: "session_lost"; link: Link } | { kind: "header_mismatch" };

const HEADER_MISMATCH = -32020;
const UNSUPPORTED_VERSION = -32022;

/** HTTP answers that mean the request was turned away at the door. Any other failure may follow a side effect. */
const TURNED_AWAY = new Set([400, 403, 404, 405, 406, 411, 413, 414, 415, 421, 426, 428, 429, 431]);

/**
 * Calls a tool, at most once. A 401 is answered by one newer token (see link.ts), an unknown session by one new
 * session, `-32020` by one fresh look at the definition; after anything else that leaves the outcome open it says so.
 */
export function callTool(session: McpSession, call: CallRequest): Promise<CallOutcome> {
  return step(
    "call",
    () => sendOnce(session, call),
    (outcome) => found(outcome, call.name),
  );
}

function found(call: CallOutcome, tool: string): Finding {
  const outcome = call.kind === "result" && call.result.isError ? "tool_error" : call.kind;
  if (!("problem" in call))
    return { outcome: call.kind === "cancelled" ? "skipped" : "ok", evidence: { tool, outcome } };
  const { reason, detail, status } = call.problem;
  return { reason, evidence: { tool, outcome, detail, status } };
}

async function sendOnce(session: McpSession, call: CallRequest): Promise<CallOutcome> {
  // It was sent long ago: whatever goes wrong from here on proves nothing about it.
  const { task } = call;
  if (task) return ownSlot()(() => followTask(session, task, call));
  for (let attempt = 0; ; attempt += 1) {
    if (call.signal?.aborted) return { kind: "cancelled" };
    const ready = await session.ready();
    if (!ready.ok) return { kind: "not_executed", problem: ready.error };
    const sent = await send(ready.value, session, call);
    if (sent.kind === "session_lost") {
      if (attempt > 0) return { kind: "not_executed", problem: { reason: "session_lost" } };
      const reconnected = await session.reconnect(sent.link);
      if (!reconnected.ok) return { kind: "not_executed", problem: reconnected.error };
    } else if (sent.kind === "header_mismatch") {
      if (attempt > 0) return { kind: "not_executed", problem: { reason: "protocol_error" } };
      const changed = await problemWithDefinition(session, call.definition);
      if (changed) return { kind: "not_executed", problem: changed };
    } else return sent;
  }
}

/** A header mismatch usually means a changed definition; consent was for the one we hold, so only that is re-sent. */
async function problemWithDefinition(session: McpSession, definition: McpTool): Promise<McpProblem | null> {
  const list = await readToolList(session);
  if (!list.ok) return list.error;
  const now = list.value.tools.find((tool) => tool.name === definition.name);
  const isSame = now !== undefined && definitionHash(now) === definitionHash(definition);
  return isSame ? null : { reason: "definition_changed" };
}

async function send(link: Link, session: McpSession, call: CallRequest): Promise<Sent> {
  const broken = new AbortController();
  const deadline = new CallDeadline(call.timeoutMs ?? CALL_TIMEOUT_MS, CALL_MAX_TOTAL_MS);
  const stops = [broken.signal, link.broken.signal, deadline.signal, ...(call.signal ? [call.signal] : [])];
  const signal = AbortSignal.any(stops);
  try {
    const raw = await inContext(link, call, { broken, deadline, signal }, () => request(link, call, deadline, signal));
    const task = taskIn(raw);
    if (!task) return outcomeOf(raw);
    await call.onTask?.(task);
    deadline.end();
    // What was answered before it became a task is no answer to what the task asks.
    const { continues: _, ...begun } = call;
    return await ownSlot()(() => followTask(session, task, begun));
  } catch (error) {
    if (call.signal?.aborted) return { kind: "cancelled" };
    if (deadline.signal.aborted) return { kind: "unknown", problem: { reason: "timeout" } };
    if (broken.signal.aborted || link.broken.signal.aborted) return { kind: "unknown", problem: brokenStream(link) };
    return classify(error, link);
  } finally {
    deadline.end();
  }
}

/** Runs a request of a call so that a question of the server that comes meanwhile is put to the call's person. */
async function inContext<T>(
  link: Link,
  call: CallRequest,
  { broken, deadline, signal }: { broken: AbortController; deadline: CallDeadline; signal: AbortSignal },
  run: () => Promise<T>,
): Promise<T> {
  const givingUpSlot = ownSlot();
  const context: CallContext = {
    // A turn later, so that an answer that came with the end of the stream is taken first.
    onStreamEnd: () => setImmediate(() => broken.abort()),
    onQuestion: (params, withdrawn) =>
      deadline.pausedFor(
        givingUpSlot(() => answerQuestion(link, call.onQuestion, params, AbortSignal.any([signal, withdrawn]))),
      ),
  };
  link.calls.add(context);
  await link.standing?.hold();
  try {
    return await callContext.run(context, () => onLink(link, run));
  } finally {
    link.calls.delete(context);
    link.standing?.release();
  }
}

async function request(
  link: Link,
  call: CallRequest,
  deadline: CallDeadline,
  signal: AbortSignal,
): Promise<JsonObject> {
  // The SDK needs the input schema for `Mcp-Param-*` headers. Without an output schema it validates nothing.
  const { outputSchema: _, ...toolDefinition } = call.definition;
  const { name, arguments: given, continues } = call;
  const task = runsAsTask(link, call.definition) && { task: {} };
  const options = {
    toolDefinition: toolDefinition as never,
    signal,
    // Ours instead, which stands still while a person is asked.
    timeout: NEVER_MS,
    maxTotalTimeout: NEVER_MS,
    allowInputRequired: true,
    // Always asked for, because progress is what keeps a long call alive.
    onprogress: ({ progress, total, message }: CallProgress) => {
      deadline.touch();
      call.onProgress?.({ progress, ...(total !== undefined && { total }), ...(message && { message }) });
    },
  };
  return link.client.callTool({ name, arguments: given, ...continues, ...task }, options);
}

function outcomeOf(raw: JsonObject): Sent {
  if (!isInputRequiredResult(raw)) return { kind: "result", result: normaliseToolResult(raw) };
  const { requestState } = raw as { requestState?: string };
  return readInputRequests((raw.inputRequests ?? {}) as JsonObject, requestState ?? null, "result");
}

/** Sorts what the SDK threw by what it proves about the call. */
function classify(error: unknown, link: Link): Sent {
  // First of all, because its text is the server's: no wording of an answer may pass for a sign that nothing was done.
  if (error instanceof ProtocolError) return answered(error);
  const before = reasonBeforeSending(error);
  if (before) return { kind: "not_executed", problem: { reason: before } };
  if (isSessionLost(error, link) || isNotConnected(error)) return { kind: "session_lost", link };
  const problem = linkProblem(link, error);
  if (
    causeOf(error, AuthorizationNeeded) ||
    problem.reason === "needs_authorization" ||
    problem.reason === "insufficient_scope"
  )
    return { kind: "not_executed", problem };

  const status = httpStatus(error);
  if (status !== undefined && TURNED_AWAY.has(status)) return turnedAway(error, status);
  if (error instanceof SdkError && error.code === SdkErrorCode.UnsupportedResultType)
    return {
      kind: "result",
      result: errorResult(ProtocolErrorCode.InvalidRequest, "The tool asked for input that this client cannot give."),
    };
  return {
    kind: "unknown",
    problem: problem.reason === "protocol_error" ? { ...problem, reason: "invalid_answer" } : problem,
  };
}

/** A JSON-RPC error is the server's answer to the call. Two codes prove that it was not carried out. */
function answered(error: ProtocolError): Sent {
  if (error.code === HEADER_MISMATCH) return { kind: "header_mismatch" };
  // The server has done nothing yet: somebody has to visit these addresses first (2025-11-25, URL mode).
  const required = error.code === URL_REQUIRED ? readRequiredUrls(error.data) : null;
  if (required) return required;
  if (error.code === UNSUPPORTED_VERSION)
    return { kind: "not_executed", problem: { reason: "protocol_error", detail: detailFrom(error.message) } };
  return { kind: "result", result: errorResult(error.code, error.message) };
}

/** A refusal may carry a JSON-RPC error: then it is the server's answer to the call, and the model may read it. */
function turnedAway(error: unknown, status: number): CallOutcome {
  const body = httpBody(error);
  const answer = jsonRpcError(body);
  if (answer) return { kind: "result", result: errorResult(answer.code, answer.message) };
  const reason = status === 403 || status === 429 ? reasonForStatus(status) : "rejected";
  const detail = detailFrom(body);
  return { kind: "not_executed", problem: { reason, status, ...(detail && { detail }) } };
}

function jsonRpcError(body: string): { code: number; message: string } | null {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    return typeof error?.code === "number" && typeof error.message === "string"
      ? { code: error.code, message: error.message }
      : null;
  } catch {
    return null;
  }
}

/** The client had been closed: nothing could be sent. */
function isNotConnected(error: unknown): boolean {
  if (error instanceof SdkError) return error.code === SdkErrorCode.NotConnected;
  return error instanceof Error && error.message === "Not connected";
}
