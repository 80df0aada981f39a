import type { OrgContext } from "#lib/platform/ids.ts";
import { cancelToolCalls, sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import { advanceCalls, logChanges } from "./advance-calls.ts";
import { MAX_FRUITLESS_STARTS, MAX_STEPS } from "./constants.ts";
import { callsOfRun, startsWithoutProgress } from "./data.ts";
import type { RunFailure } from "./errors.ts";
import { actingContext, modelStep } from "./model-step.ts";
import { appendToRun, type ClaimedRun, finishRun, LeaseLostError, parkRun, releaseRun } from "./mutations.ts";
import type { RunControl } from "./run-control.ts";
import { finished } from "./run-end.ts";

/**
 * Works on a claimed run until it ends, waits for a person, or has to be let go. Where it stands is read from the log
 * and the calls each time, never remembered: whoever claims a run, after whatever crash, goes on from there.
 * @throws LeaseLostError when another worker has it now
 */
export async function runTurn(run: ClaimedRun, control: RunControl): Promise<void> {
  const ctx = await takeUp(run, control);
  if (!ctx) return;
  for (let step = run.step; ; ) {
    const calls = await advanceCalls(ctx, run, control);
    if (!control.mayBegin) return letGo(run, control);
    if (calls === "waiting") {
      if (await parkRun(run)) return;
      continue;
    }
    if (await isByHand(run.runId)) return finishRun(run, finished("done"));
    if (step >= MAX_STEPS) return finishRun(run, finished("max_steps"));
    const outcome = await modelStep(run, step, control);
    if (outcome === "aborted") return letGo(run, control);
    if (outcome === "ended") return;
    if (outcome !== "calls") return failRun(run, outcome);
    step++;
  }
}

/** Begins to work on a run, or ends it at once: null. */
export async function takeUp(run: ClaimedRun, control: RunControl): Promise<OrgContext | null> {
  const [, starts, acting] = await Promise.all([
    // Whatever a worker before us had sent, it is not there any more to hear the answer. Said first: we may die as well.
    sweepDeadToolCalls([run.runId]),
    startsWithoutProgress(run),
    actingContext(run),
  ]);
  const isFruitless = starts >= MAX_FRUITLESS_STARTS;
  const ctx = isFruitless ? null : acting;
  if (!ctx) {
    await failRun(run, isFruitless ? "internal" : "access_ended");
    return null;
  }
  if (run.isStopRequested) control.interrupt("stop");
  await appendToRun(run, [{ type: "run_started", payload: {} }]);
  return ctx;
}

/** A tool run by hand shows its result and is over: nobody asked a model anything. */
async function isByHand(runId: string): Promise<boolean> {
  return (await callsOfRun(runId)).some(({ origin }) => origin === "person");
}

/** Ends whatever call of a run is open: what was sent, and nobody holds any more, ended we know not how. */
export async function endCalls(run: ClaimedRun): Promise<void> {
  await cancelToolCalls(run, run.runId);
  await sweepDeadToolCalls([run.runId], "ended");
  await logChanges(run, await callsOfRun(run.runId));
}

/** Ends a run with the reason why it could not go on, and with it whatever call of it is open. */
export async function failRun(run: ClaimedRun, code: RunFailure): Promise<void> {
  await endCalls(run);
  await finishRun(run, { type: "run_failed", payload: { code } });
}

/** Ends a run that was stopped; hands any other back for the next worker. */
export async function letGo(run: ClaimedRun, control: RunControl): Promise<void> {
  if (control.interruption === "lease_lost") throw new LeaseLostError();
  if (control.interruption === "shutdown") return releaseRun(run);
  await endCalls(run);
  await finishRun(run, { type: "run_stopped", payload: {} });
}
