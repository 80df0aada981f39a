import type { OrgContext } from "#lib/platform/ids.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import { FOREIGN_CALL_POLL_MS, LEASE_MS, MAX_PARALLEL_CALLS } from "./constants.ts";
import { callsOfRun } from "./data.ts";
import { appendToRun, type Lease } from "./mutations.ts";
import type { RunControl } from "./run-control.ts";
import type { EventBody } from "./types.ts";

const READY: ReadonlySet<string> = new Set(["proposed", "approved"]);
const WAITING: ReadonlySet<string> = new Set(["awaiting_approval", "awaiting_connection"]);

/**
 * Brings a run's calls as far as they can go: runs those that may run, a few at a time, also those that are approved
 * while others still run, and logs every change of state.
 * @returns "waiting" when some wait for a person, else "settled"
 */
export async function advanceCalls(ctx: OrgContext, lease: Lease, control: RunControl): Promise<"waiting" | "settled"> {
  const running = new Map<string, Promise<void>>();
  const since = Date.now();
  try {
    for (;;) {
      const calls = await callsOfRun(lease.runId);
      await logChanges(lease, calls);
      const next = control.mayBegin ? calls.filter(({ id, state }) => READY.has(state) && !running.has(id)) : [];
      for (const { id } of next.slice(0, MAX_PARALLEL_CALLS - running.size)) {
        const work = advance(ctx, lease, id, control).finally(() => running.delete(id));
        // A rejection is thrown by the race below; this keeps it from being reported as unhandled before.
        work.catch(() => {});
        running.set(id, work);
      }
      if (running.size > 0) await Promise.race([...running.values(), control.changed()]);
      else if (!(await othersAreRunning(lease, calls, control, since)))
        return calls.some(({ state }) => WAITING.has(state)) ? "waiting" : "settled";
    }
  } catch (error) {
    control.interrupt("shutdown");
    await Promise.allSettled(running.values());
    throw error;
  }
}

async function advance(ctx: OrgContext, lease: Lease, id: string, control: RunControl): Promise<void> {
  await advanceToolCall(ctx, id, {
    signal: control.signal,
    // A call that is marked as sent must come to its end: a failure to tell of it ends the run, not the call's record.
    onDispatched: () => appendToRun(lease, [changed(id, "dispatched")]).catch(() => control.interrupt("lease_lost")),
  });
}

/**
 * Whether a worker that has lost this run is still about to notice; its call is left to it for as long as a lease, then
 * given up as unknown.
 */
async function othersAreRunning(
  lease: Lease,
  calls: readonly { state: string }[],
  control: RunControl,
  since: number,
): Promise<boolean> {
  if (!control.mayBegin || !calls.some(({ state }) => state === "dispatched")) return false;
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
