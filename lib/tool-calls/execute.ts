import { freshenTools } from "#lib/connections/tools.ts";
import type { InputRound } from "#lib/mcp/input-requests.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { DenyCode } from "#lib/policy/types.ts";
import { attempt } from "#lib/traces/record.ts";
import { waitAfterAnswer, waitInsteadOf } from "./await-connection.ts";
import { clear, clearAgain, clearAnswered, isAsStored } from "./clear.ts";
import { NEW_TOOLS_WAIT_MS, WORKER_LOST } from "./constants.ts";
import { type CurrentTool, circumstancesOf } from "./data/circumstances.ts";
import { isConnectionSettled } from "./data/connection.ts";
import { findCall, type StoredCall } from "./data.ts";
import { isFinal } from "./labels.ts";
import { reopenCall } from "./mutations/connection.ts";
import { withLockedCall } from "./mutations/dispatch.ts";
import { holdForInput, withdrawQuestions } from "./mutations/rounds.ts";
import { type Ending, expireApprovals, expireQuestions, finish } from "./mutations.ts";
import { withFindings } from "./result-findings.ts";
import { lastRound, wayOf } from "./rounds.ts";
import { type RunOptions, run, verdict } from "./run.ts";
import type { ToolCallView } from "./types.ts";
import { toolCallView } from "./view.ts";

export type AdvanceOptions = Omit<RunOptions, "onBegin"> & {
  /** Told that the call has been sent, before its answer is awaited. */
  onDispatched?: (view: ToolCallView) => Promise<void> | void;
  /** Whether the worker that sent this call is surely gone: what it became a task of is then followed by this caller. */
  takesOver?: boolean;
};

/** There is no such call, or it is somebody else's. */
export class ToolCallNotFoundError extends Error {}

/**
 * The one door to a server's tools. Brings a stored call as far as it can go now: denied, waiting for its person, or run
 * and ended. Everything is read afresh and the stored arguments are what runs; of any number of callers at most one
 * sends the call, once in its life. Calling it again is always safe.
 * A call that its server had questions about rests until they are answered, then goes on, decided about anew; so does
 * one whose connection is gone or not enough, until its person has connected.
 * @returns the call as it then is: final, `awaiting_…`, or `dispatched` where another caller is running it
 * @throws ToolCallNotFoundError
 */
export async function advanceToolCall(
  ctx: OrgContext,
  toolCallId: string,
  options: AdvanceOptions = {},
): Promise<ToolCallView> {
  const call = await storedCall(ctx, toolCallId);
  if (isFinal(call.state)) return toolCallView(call);
  const isAbandoned = call.state === "dispatched" && call.task !== null && options.takesOver === true;
  if (call.state === "dispatched" && !isAbandoned) return toolCallView(call);
  if (call.state === "awaiting_connection") {
    // Read again: another caller may have taken it up meanwhile.
    if (!(await isConnectionSettled(ctx, call.id))) return toolCallView(await storedCall(ctx, call.id));
    // An account is there before its tools have been read, and without them there is nothing to decide about.
    await freshenTools(ctx, NEW_TOOLS_WAIT_MS, call.connectorId);
    if (await reopenCall(ctx, call)) return advanceToolCall(ctx, toolCallId, options);
  }
  const taken = await (isAbandoned ? takeOver : wayOn(call))(ctx, call);
  if (taken) await settle(ctx, taken, await send(ctx, taken, options));
  else if (isAbandoned)
    await finish(ctx, call, "dispatched", { state: "outcome_unknown", failure: { code: WORKER_LOST } });
  return toolCallView(await storedCall(ctx, call.id));
}

/** What one caller is to send, or go on with: the call as it was when nobody else could change it any more. */
type Taken = { call: StoredCall; tool: CurrentTool };

type Way = (ctx: OrgContext, call: StoredCall) => Promise<Taken | null>;

/** How a call goes on from where it rests. One caller gets it to send, or to go on with. */
function wayOn({ state }: StoredCall): Way {
  if (state === "awaiting_input") return takeUp;
  return state === "awaiting_connection" ? sendAgain : sendFirst;
}

/** Sends a call that was never sent, if it may run now. */
const sendFirst: Way = (ctx, call) => taking(ctx, call, clear);

/** Sends a call anew that was sent and surely not carried out, now that its connection is there. */
const sendAgain: Way = (ctx, call) => taking(ctx, call, clearAgain);

/** Decides about a call while nobody else can change it, and sees to what was decided. */
async function taking(ctx: OrgContext, { id }: StoredCall, decide: typeof clear): Promise<Taken | null> {
  const decided = await withLockedCall(ctx, id, async (tx, call) => ({ call, cleared: await decide(tx, ctx, call) }));
  if (decided === null) return null;
  const { call, cleared } = decided;
  if (cleared === "waits") {
    if (call.approval?.state === "pending") await expireApprovals();
    return null;
  }
  return "deny" in cleared ? deny(ctx, call, cleared.deny) : { call, tool: cleared.send };
}

/** Goes on with the task that a call became whose worker is gone. */
async function takeOver(ctx: OrgContext, call: StoredCall): Promise<Taken | null> {
  const now = await circumstancesOf(ctx, call);
  await withdrawQuestions(ctx, call);
  return now.tool && isAsStored(call, now) ? { call, tool: now.tool } : null;
}

async function storedCall(ctx: OrgContext, id: string): Promise<StoredCall> {
  const call = await findCall(ctx, id);
  if (!call) throw new ToolCallNotFoundError("No such tool call");
  return call;
}

/** Takes up a call whose questions are answered, if it may still run. */
async function takeUp(ctx: OrgContext, call: StoredCall): Promise<Taken | null> {
  const round = lastRound(call);
  if (round.some((row) => row.state === "pending")) {
    await expireQuestions();
    return null;
  }
  // Such a call was not carried out, and is only sent once everything it needs has been done.
  if (wayOf(round) === "error" && round.some((row) => row.state !== "accepted")) {
    await finish(ctx, call, "awaiting_input", { state: "denied", failure: { code: "input_declined" } });
    return null;
  }
  return taking(ctx, call, clearAnswered);
}

async function deny(ctx: OrgContext, call: StoredCall, code: DenyCode): Promise<null> {
  const outcome = await waitInsteadOf(ctx, call, code);
  if (outcome === "waits") return null;
  const rule = { code };
  const ending: Ending =
    outcome === "useless"
      ? { state: "denied", rule }
      : { state: "failed", rule, failure: { code: "needs_authorization" } };
  await finish(ctx, call, call.state === "awaiting_input" ? "awaiting_input" : "unsent", ending);
  return null;
}

/** Writes down where a sent call has come to. */
async function settle(ctx: OrgContext, { call, tool }: Taken, now: Ending | InputRound | "left"): Promise<void> {
  if (now === "left" || ("state" in now && (await waitAfterAnswer(ctx, call, now, tool.signIn)))) return;
  if ("state" in now) await finish(ctx, call, "dispatched", await withFindings(ctx, call, now));
  else if (!(await holdForInput(ctx, call, now))) await finish(ctx, call, "dispatched", { state: "cancelled" });
}

/** Sends what is marked as sent, or goes on with it, and leaves a trace of it. */
async function send(
  ctx: OrgContext,
  { call, tool }: Taken,
  { onDispatched, ...options }: AdvanceOptions,
): Promise<Ending | InputRound | "left"> {
  const { orgId, userId } = ctx;
  const { connectorId } = call;
  const subject = { orgId, userId, connectorId, connectionId: tool.connectionId };
  const onBegin = async () => onDispatched?.(toolCallView(await storedCall(ctx, call.id)));
  const work = () => run(ctx, call, tool, { ...options, onBegin });
  return attempt("call", subject, work, { judge: verdict });
}
