import type { OrgContext } from "#lib/platform/ids.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import { CallProgressReporter } from "./call-progress.ts";
import { FOREIGN_CALL_POLL_MS, LEASE_MS, MAX_PARALLEL_CALLS } from "./constants.ts";
import { type CallOfRun, callsOfRun } from "./data.ts";
import { appendToRun, type Lease } from "./mutations.ts";
import type { RunControl } from "./run-control.ts";
import type { EventBody } from "./types.ts";

const WAITING: ReadonlySet<string> = new Set(["awaiting_approval", "awaiting_connection", "awaiting_input"]);

/** How many calls run at the same time, in all and at one connector; and when to begin no more and end those that run. */
export type CallLimits = { all: number; perConnector?: number; until?: AbortSignal };

/** A call this worker is bringing forward, and how its person ends it alone. */
type Running = { done: Promise<void>; cancel: AbortController };

/**
 * Brings a run's calls as far as they can go: runs those that may run, a few at a time, also those that are approved
 * while others still run, and logs every change of state.
 * @returns "waiting" when some wait for a person, else "settled"
 */
export async function advanceCalls(
  ctx: OrgContext,
  lease: Lease,
  control: RunControl,
  limits: CallLimits = { all: MAX_PARALLEL_CALLS },
): Promise<"waiting" | "settled"> {
  const running = new Map<string, Running>();
  const since = Date.now();
  try {
    for (;;) {
      const calls = await callsOfRun(lease.runId);
      await logChanges(lease, calls);
      for (const { id, isCancelRequested } of calls) if (isCancelRequested) running.get(id)?.cancel.abort("stop");
      const mayBegin = control.mayBegin && !limits.until?.aborted;
      for (const id of mayBegin ? readyWithin(limits, calls, running) : []) {
        const cancel = new AbortController();
        const cancelled = AbortSignal.any([cancel.signal, ...(limits.until ? [limits.until] : [])]);
        const done = advance(ctx, lease, id, control, cancelled).finally(() => {
          running.delete(id);
          control.waits(id, false);
        });
        // A rejection is thrown by the race below; this keeps it from being reported as unhandled before.
        done.catch(() => {});
        running.set(id, { done, cancel });
      }
      if (running.size > 0) await Promise.race([...[...running.values()].map(({ done }) => done), control.changed()]);
      else if (!(await othersAreRunning(lease, calls, control, since)))
        return calls.some(({ state }) => WAITING.has(state)) ? "waiting" : "settled";
    }
  } catch (error) {
    control.interrupt("shutdown");
    await Promise.allSettled([...running.values()].map(({ done }) => done));
    throw error;
  }
}

/** Calls that may be begun now, in their order. */
function readyWithin(
  { all, perConnector = all }: CallLimits,
  calls: readonly CallOfRun[],
  running: Map<string, Running>,
) {
  const begun = calls.filter(({ id }) => running.has(id)).map(({ connectorId }) => connectorId);
  return calls.flatMap(({ id, isReady, connectorId }) => {
    if (!isReady || running.has(id) || begun.length >= all) return [];
    if (begun.filter((one) => one === connectorId).length >= perConnector) return [];
    begun.push(connectorId);
    return [id];
  });
}

async function advance(
  ctx: OrgContext,
  lease: Lease,
  id: string,
  control: RunControl,
  cancelled: AbortSignal,
): Promise<void> {
  // A call that is marked as sent must come to its end: a failure to tell of it ends the run, not the call's record.
  const tell = () => appendToRun(lease, [changed(id, "dispatched")]).catch(() => control.interrupt("lease_lost"));
  const progress = new CallProgressReporter({ conversationId: lease.conversationId, toolCallId: id });
  await advanceToolCall(ctx, id, {
    signal: AbortSignal.any([control.signal, cancelled]),
    onDispatched: tell,
    onQuestion: async () => {
      await tell();
      control.poke();
    },
    onWaiting: (isWaiting) => control.waits(id, isWaiting),
    onProgress: (news) => progress.report(news),
    // The run is ours: what its former worker held, nobody holds any more.
    takesOver: true,
  });
}

/**
 * Whether a worker that has lost this run is still about to notice; its call is left to it for as long as a lease, then
 * given up as unknown.
 */
async function othersAreRunning(
  lease: Lease,
  calls: readonly { state: string; isReady: boolean }[],
  control: RunControl,
  since: number,
): Promise<boolean> {
  if (!control.mayBegin || !calls.some(({ state, isReady }) => state === "dispatched" && !isReady)) return false;
  if (Date.now() - since > LEASE_MS) await sweepDeadToolCalls([lease.runId]);
  else await Promise.race([control.changed(), new Promise((resolve) => setTimeout(resolve, FOREIGN_CALL_POLL_MS))]);
  return true;
}

/** Tells the log of every state it does not know of yet, whoever changed it. */
export async function logChanges(
  lease: Lease,
  calls: readonly { id: string; state: string; loggedState: string | null }[],
): Promise<void> {
  const bodies = calls.flatMap(({ id, state, loggedState }) => (state === loggedState ? [] : [changed(id, state)]));
  if (bodies.length > 0) await appendToRun(lease, bodies);
}

function changed(toolCallId: string, state: string): EventBody {
  return { type: "tool_call", payload: { toolCallId, state } };
}
