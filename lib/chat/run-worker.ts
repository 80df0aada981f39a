import { onConnections } from "#lib/connections/data.ts";
import { log } from "#lib/platform/log.ts";
import { expireConnections, noteOtherAccounts } from "#lib/tool-calls/mutations/connection.ts";
import { expireApprovals, expireQuestions } from "#lib/tool-calls/mutations.ts";
import { DRAIN_MS, LEASE_RENEW_MS, RUN_CONCURRENCY, RUN_POLL_MS, RUNS_WAITING } from "./constants.ts";
import { onRuns } from "./data.ts";
import { expirePlans } from "./mutations/research.ts";
import {
  type ClaimedRun,
  claimRun,
  LeaseLostError,
  logChangedCalls,
  renewLease,
  requeueReadyRuns,
} from "./mutations.ts";
import { runResearch } from "./research/turn.ts";
import { RunControl } from "./run-control.ts";
import { failRun, runTurn } from "./run-turn.ts";
import { titleConversation } from "./title-conversation.ts";

export type RunWorker = {
  /** Hands back what it works on, for others to go on with; resolves when it has let go of everything. */
  stop(): Promise<void>;
};

/**
 * Works on runs, any process's, until stopped: told by NOTIFY, and looking for itself now and then. As many workers as
 * there are processes; leases in the database keep each run with one of them.
 */
export function startRunWorker({ concurrency = RUN_CONCURRENCY }: { concurrency?: number } = {}): RunWorker {
  const active = new Map<string, { control: RunControl; done: Promise<void>; renew: () => Promise<void> }>();
  const titling = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  let isStopping = false;
  let claiming: Promise<void> | null = null;
  let claimAgain = false;

  const isFree = () => {
    const busy = [...active.values()].filter(({ control }) => !control.isWaiting).length;
    return busy < concurrency && active.size < concurrency + RUNS_WAITING;
  };
  const mayClaim = () => claimAgain && !isStopping && isFree();
  const claim = (): void => {
    claimAgain = true;
    if (claiming === null && mayClaim()) claiming = claimAll();
  };
  // Begins only where there is something to wait for, so that it ends after `claiming` was set, not before.
  const claimAll = async (): Promise<void> => {
    while (mayClaim()) {
      claimAgain = false;
      const run = await claimRun().catch(report("could not look for runs"));
      if (!run) continue;
      claimAgain = true;
      begin(run);
    }
    claiming = null;
  };
  const begin = (run: ClaimedRun): void => {
    const control = new RunControl();
    const renew = () => renewOrLetGo(run, control);
    // Wakes the run too, should the notification of a change have been missed.
    const heartbeat = setInterval(() => void renew().then(() => control.poke()), LEASE_RENEW_MS);
    const done = work(run, control).finally(() => {
      clearInterval(heartbeat);
      active.delete(run.runId);
      claim();
    });
    const afterwards = done
      .then(() => titleConversation(run, stopping.signal))
      .catch(report("could not give a conversation its title"))
      .finally(() => titling.delete(afterwards));
    titling.add(afterwards);
    active.set(run.runId, { control, done, renew });
    if (isStopping) control.drain();
  };

  const tidyUp = () => void tidy().catch(report("could not look after waiting runs"));
  // Calls that wait for a connection may belong to runs at work, whoever works on them, and to runs that wait.
  const deafen = onConnections(() => {
    for (const { control } of active.values()) control.poke();
    tidyUp();
  });
  const unsubscribe = onRuns((runId) => {
    for (const [id, { control, renew }] of active) {
      if (runId !== "" && runId !== id) continue;
      void renew().then(() => control.poke());
    }
    claim();
  });
  const poll = setInterval(() => {
    claim();
    tidyUp();
  }, RUN_POLL_MS);
  claim();

  return {
    stop: async () => {
      isStopping = true;
      unsubscribe();
      deafen();
      clearInterval(poll);
      await claiming;
      for (const { control } of active.values()) control.drain();
      const deadline = setTimeout(() => {
        for (const { control } of active.values()) control.interrupt("shutdown");
      }, DRAIN_MS);
      await Promise.all([...active.values()].map(({ done }) => done));
      clearTimeout(deadline);
      stopping.abort("shutdown");
      await Promise.all(titling);
    },
  };
}

/** What no one run's worker does: questions whose time is up, and runs whose reason to wait has gone. */
async function tidy(): Promise<void> {
  await logChangedCalls(await expireApprovals());
  await logChangedCalls(await expireQuestions());
  await logChangedCalls(await expireConnections());
  await logChangedCalls(await noteOtherAccounts());
  await expirePlans();
  await requeueReadyRuns();
}

async function work(run: ClaimedRun, control: RunControl): Promise<void> {
  try {
    await (run.kind === "research" ? runResearch : runTurn)(run, control);
  } catch (error) {
    if (error instanceof LeaseLostError || control.interruption === "lease_lost") return;
    log().error({ err: error, runId: run.runId }, "a run ended in an unexpected error");
    // Should this fail too, the lease runs out and a worker that can reach the database goes on from the log.
    await failRun(run, "internal").catch(report("could not end the run"));
  }
}

/** Keeps the lease, and lets go when it is lost or somebody asked to stop. */
async function renewOrLetGo(run: ClaimedRun, control: RunControl): Promise<void> {
  try {
    const { isStopRequested } = await renewLease(run);
    if (isStopRequested) control.interrupt("stop");
  } catch (error) {
    if (error instanceof LeaseLostError) control.interrupt("lease_lost");
    else report("could not renew a lease")(error);
  }
}

function report(what: string): (error: unknown) => null {
  return (error) => {
    log().warn({ err: error }, what);
    return null;
  };
}
