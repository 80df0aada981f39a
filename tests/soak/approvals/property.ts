import fc from "fast-check";
import { db } from "#lib/platform/db/client.ts";
import { startCountingServer } from "#tests/integration/tool-calls/fixture.ts";
import { Judge } from "./judge.ts";
import { anyCase } from "./operations.ts";
import { Executions, type Lane } from "./world.ts";

/** What a run came across; one that never got there proves little. */
export type Tally = { cases: number; executed: number; answered: number; endings: Record<string, number> };

/** A server that counts, and everything a lane of cases needs. */
export async function startApprovals(): Promise<{ url: string; executions: Executions; close: () => Promise<void> }> {
  const server = await startCountingServer();
  const executions = new Executions();
  executions.watch(server);
  return { url: server.url, executions, close: () => server.close() };
}

/** However answers, workers and changes around a call interleave: what runs was allowed, as it was shown, once. */
export function approvalsProperty(lane: Lane, executions: Executions, tally: Tally) {
  return fc.asyncProperty(anyCase, async (rounds) => {
    await lane.begin();
    const judge = new Judge(lane, executions);
    for (const round of rounds) {
      await lane.look();
      await judge.before();
      const takenBefore = lane.taken.length;
      await Promise.all(round.map((operation) => lane.perform(operation)));
      await judge.after(round, lane.taken.slice(takenBefore));
    }
    await judge.end();
    tally.cases += 1;
    tally.answered += lane.taken.length;
    for (const { id, key } of lane.calls) {
      tally.executed += executions.of(key).length;
      const { state } = await db().toolCall.findUniqueOrThrow({ where: { id }, select: { state: true } });
      tally.endings[state] = (tally.endings[state] ?? 0) + 1;
    }
  });
}
