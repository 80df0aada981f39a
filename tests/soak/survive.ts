import { setTimeout as delay } from "node:timers/promises";
import { aim, moments, seededRandom } from "./moments.ts";
import type { Operation } from "./operation.ts";
import { comeBack, databasePid, type Person, strike, type Victim, type World } from "./world.ts";

/** Times an operation is done undisturbed, to learn how long its windows are once everything is loaded. */
const REHEARSALS = 5;

export type Outcome = { problems: string[]; report: string };
type Round = { window: string; problems: string[]; recoveryMs: number };

/**
 * Kills app or database `count` times at moments that spread over all windows of an operation, each time brings it
 * back, lets the person go on, and looks for anything that must not be.
 * @param seed decides all moments
 */
export async function survive<Attempt>(
  world: World,
  operation: Operation<Attempt>,
  victim: Victim,
  { count, seed }: { count: number; seed: number },
): Promise<Outcome> {
  const begunAt = performance.now();
  const rehearsals: number[][] = [];
  for (let i = 0; i < REHEARSALS; i++) rehearsals.push(await rehearse(world, operation));
  const rounds: Round[] = [];
  for (const moment of moments(count, seededRandom(seed))) {
    // A process that has just started is slow the first time. This also shows that it works again.
    if (victim === "app" && rounds.length > 0) rehearsals.push(await rehearse(world, operation));
    const afterMs = aim(moment, usualEnds(rehearsals));
    const person = world.people[rounds.length % 2 === 0 ? 0 : 1];
    const round = await once(world, operation, victim, person, afterMs);
    const where = `(seed ${seed}, round ${rounds.length}, ${afterMs.toFixed(0)} ms, ${round.window})`;
    rounds.push({ ...round, problems: round.problems.map((problem) => `${problem} ${where}`) });
  }
  const seconds = (performance.now() - begunAt) / 1000 / count;
  const slowest = Math.max(...rounds.map(({ recoveryMs }) => recoveryMs)) / 1000;
  const problems = rounds.flatMap((round) => round.problems);
  const report = [
    `kill -9 of the ${victim} during ${operation.name}: ${count} times, seed ${seed}, ${seconds.toFixed(1)} s each`,
    ...operation.windows.map((name) => {
      const times = rounds.filter(({ window }) => window === name).length;
      return `${String(times).padStart(6)}  ${name}`;
    }),
    `        settled at most ${slowest.toFixed(1)} s after it was back; ${problems.length} found wrong`,
  ];
  return { problems, report: report.join("\n") };
}

async function once<Attempt>(
  world: World,
  operation: Operation<Attempt>,
  victim: Victim,
  person: Person,
  afterMs: number,
): Promise<Round> {
  const attempt = await operation.prepare(world, person);
  const killed = await databasePid(world.app);
  const givenUp = new AbortController();
  const running = operation.run(world, attempt, givenUp.signal);
  await delay(afterMs);
  const killedAt = new Date();
  await strike(world, victim);
  givenUp.abort();
  await running;
  await comeBack(world, victim, killed);
  const backAt = performance.now();
  const passed = (await operation.ends(attempt)).findLastIndex((end) => !!end && end <= killedAt) + 1;
  const problems = await operation.recover(world, attempt);
  return { window: operation.windows[passed] ?? "?", problems, recoveryMs: performance.now() - backAt };
}

/** Does it undisturbed; gives when each window ended, in ms from the start. @throws when something is wrong already */
async function rehearse<Attempt>(world: World, operation: Operation<Attempt>): Promise<number[]> {
  const attempt = await operation.prepare(world, world.people[0]);
  const begunAt = Date.now();
  await operation.run(world, attempt, new AbortController().signal);
  const ends = await operation.ends(attempt);
  const problems = await operation.recover(world, attempt);
  if (problems.length > 0) throw new Error(`${operation.name}, undisturbed: ${problems.join("; ")}`);
  return ends.map((end) => (end?.getTime() ?? Number.NaN) - begunAt);
}

/** The median of each window's end. */
function usualEnds(rehearsals: readonly number[][]): number[] {
  const columns = (rehearsals[0] ?? []).map((_, window) => rehearsals.map((ends) => ends[window] ?? 0));
  return columns.map((column) => column.sort((one, other) => one - other)[Math.floor(column.length / 2)] ?? 0);
}
