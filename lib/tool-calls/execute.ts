import { connectionEndpoint } from "#lib/connections/endpoint.ts";
import { type CallOutcome, callTool } from "#lib/mcp/call-tool.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { CallProgress, McpProblem } from "#lib/mcp/types.ts";
import { checkOutput } from "#lib/mcp/validate-structured.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { decide } from "#lib/policy/decide.ts";
import type { DenyCode } from "#lib/policy/types.ts";
import { attempt } from "#lib/traces/record.ts";
import type { Verdict } from "#lib/traces/types.ts";
import { argumentsHash } from "./arguments.ts";
import { WORKER_LOST } from "./constants.ts";
import { type Circumstances, type CurrentTool, circumstancesOf, findCall, type StoredCall } from "./data.ts";
import { isFinal } from "./labels.ts";
import { dispatch, type Ending, expireApprovals, finish, holdForApproval } from "./mutations.ts";
import type { ToolCallFailure, ToolCallView } from "./types.ts";
import { toolCallView } from "./view.ts";

export type AdvanceOptions = {
  /**
   * Stop, or with the reason WORKER_LOST the end of the worker; never the browser's connection. A person who stops a
   * call ends it as cancelled; where nobody asked for it, what was sent has an unknown outcome.
   */
  signal?: AbortSignal;
  onProgress?: (progress: CallProgress) => void;
  /** Told that the call has been sent, before its answer is awaited. */
  onDispatched?: (view: ToolCallView) => Promise<void> | void;
};

/** There is no such call, or it is somebody else's. */
export class ToolCallNotFoundError extends Error {}

/** Denials that connecting an account lifts: the call has failed, and a Connect button helps. */
const LIFTED_BY_CONNECTING = new Set<DenyCode>(["not_connected", "sign_in_expired"]);

/**
 * The one door to a server's tools. Brings a stored call as far as it can go now: denied, waiting for its person, or run
 * and ended. Everything is read afresh and the stored arguments are what runs; of any number of callers at most one
 * sends the call, once in its life. Calling it again is always safe.
 * @returns the call as it then is: final, `awaiting_approval`, or `dispatched` where another caller is running it
 * @throws ToolCallNotFoundError
 */
export async function advanceToolCall(
  ctx: OrgContext,
  toolCallId: string,
  options: AdvanceOptions = {},
): Promise<ToolCallView> {
  const call = await storedCall(ctx, toolCallId);
  if (isFinal(call.state) || call.state === "dispatched") return toolCallView(call);
  const circumstances = await circumstancesOf(ctx, call);
  const tool = await clear(ctx, call, circumstances);
  if (tool) {
    const subject = {
      orgId: ctx.orgId,
      userId: ctx.userId,
      connectorId: call.connectorId,
      connectionId: tool.connectionId,
    };
    const ending = await attempt("call", subject, () => run(ctx, call, tool, options), { judge: verdict });
    await finish(ctx, call, "dispatched", ending);
  }
  return toolCallView(await storedCall(ctx, call.id));
}

async function storedCall(ctx: OrgContext, id: string): Promise<StoredCall> {
  const call = await findCall(ctx, id);
  if (!call) throw new ToolCallNotFoundError("No such tool call");
  return call;
}

/** Decides, and marks the call as sent when it may run. Gives the tool to the one caller who is to send it. */
async function clear(ctx: OrgContext, call: StoredCall, now: Circumstances): Promise<CurrentTool | null> {
  const decision = decide(now.input);
  if (decision.outcome === "deny") return deny(ctx, call, decision.rule.code);
  // decide() denies a call whose tool is gone; this tells the compiler.
  if (!now.tool) return deny(ctx, call, "tool_unknown");
  if (!isAsStored(call, now)) return deny(ctx, call, "approval_outdated");

  const { approval } = call;
  const { rule } = decision;
  if (approval?.state === "allowed") {
    if (approval.definitionHash !== now.tool.hash || approval.argumentsHash !== call.argumentsHash)
      return deny(ctx, call, "approval_outdated");
    const permission = { kind: "approval", rule, approvalId: approval.id } as const;
    return (await dispatch(ctx, call, now.tool, permission)) ? now.tool : null;
  }
  if (decision.outcome === "allow") {
    const grantId = decision.rule.code === "granted" ? now.grantId : null;
    return (await dispatch(ctx, call, now.tool, { kind: "rule", rule, grantId })) ? now.tool : null;
  }
  if (approval) await expireApprovals();
  else await holdForApproval(ctx, call, now.tool, rule);
  return null;
}

/** Whether the arguments are those that were proposed, and the account the one that was shown. */
function isAsStored(call: StoredCall, now: Circumstances): boolean {
  const isSameAccount = call.connectionId === null || call.connectionId === now.tool?.connectionId;
  return isSameAccount && argumentsHash(call.arguments) === call.argumentsHash;
}

async function deny(ctx: OrgContext, call: StoredCall, code: DenyCode): Promise<null> {
  const rule = { code };
  const ending: Ending = LIFTED_BY_CONNECTING.has(code)
    ? { state: "failed", rule, failure: { code: "needs_authorization" } }
    : { state: "denied", rule };
  await finish(ctx, call, "unsent", ending);
  return null;
}

/** Sends a call that is marked as sent, and says how it ended. Does not throw: after sending, an error is an outcome. */
async function run(ctx: OrgContext, call: StoredCall, tool: CurrentTool, options: AdvanceOptions): Promise<Ending> {
  let isSending = false;
  try {
    if (options.onDispatched) await options.onDispatched(toolCallView(await storedCall(ctx, call.id)));
    const opened = await connectionEndpoint(ctx, tool.connectionId);
    if (!opened.ok)
      return failed(opened.error.reason === "refresh_unavailable" ? "token_unavailable" : "needs_authorization");
    const { endpoint, poolKey } = opened.value;
    const told = (problem: McpProblem) => failureOf(problem, endpoint.url);
    const send = (session: McpSession) => {
      isSending = true;
      return callTool(session, {
        name: call.toolName,
        arguments: call.arguments as { [key: string]: unknown },
        definition: tool.definition,
        ...(options.signal && { signal: options.signal }),
        ...(options.onProgress && { onProgress: options.onProgress }),
      });
    };
    const outcome = await sessionPool().with(poolKey, endpoint, send, { signal: options.signal });
    if (outcome.ok) return endingOf(await checked(outcome.value, tool), options.signal, told);
    // Stopped while it waited for its turn.
    if (options.signal?.aborted) return endingOf({ kind: "cancelled" }, options.signal, told);
    return { state: "failed", failure: told(outcome.error) };
  } catch (error) {
    log().error({ err: error, toolCallId: call.id }, "a tool call ended in an unexpected error");
    return isSending ? { state: "outcome_unknown", failure: { code: "internal" } } : failed("internal");
  }
}

/** What a call says of its connection: a tool's own error is an answer, so the way to it was fine. */
function verdict(ending: Ending): Verdict {
  const reason = "failure" in ending ? (ending.failure?.code ?? null) : null;
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

function failed(code: ToolCallFailure["code"]): Ending {
  return { state: "failed", failure: { code } };
}

/** What to tell of a problem. An address may hold a key that is not for members, and servers repeat addresses. */
function failureOf({ reason, detail }: McpProblem, address: string): ToolCallFailure {
  const { href, pathname, search } = new URL(address);
  const parts = [href, pathname + search, pathname, search].filter((part) => part.length > 1);
  return { code: reason, ...(detail && { detail: parts.reduce((text, part) => text.replaceAll(part, "…"), detail) }) };
}

function endingOf(
  outcome: CallOutcome,
  signal: AbortSignal | undefined,
  told: (problem: McpProblem) => ToolCallFailure,
): Ending {
  switch (outcome.kind) {
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
