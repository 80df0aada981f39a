import { setTimeout as delay } from "node:timers/promises";
import { aims, seededRandom } from "./aims.ts";
import type { Attempt, Operation } from "./operation.ts";
import { comeBack, databasePid, strike, type Victim, type World } from "./world.ts";

/** Times an operation is done undisturbed, to learn how long its windows are once everything is loaded. */
const REHEARSALS = 5;
/** How long after its end it is still aimed at. */
const AFTERWARDS_MS = 50;
const LOOK_EVERY_MS = 2;

export type Outcome = { problems: string[]; report: string };
type Round<A> = { attempt: A; window: string; backAt: number; problems: string[] };

/**
 * Kills app or database `count` times at moments that spread over all windows of an operation, each time brings it back
 * and lets the person go on, and looks for anything that must not be. Does not wait in between for what needs time to
 * come to its end: the next crash may fall into the repair of the last.
 * @param seed decides all moments
 */
export async function survive<A extends Attempt>(
  world: World,
  operation: Operation<A>,
  victim: Victim,
  { count, seed }: { count: number; seed: number },
): Promise<Outcome> {
  const begunAt = performance.now();
  const rehearsals: number[][] = [];
  for (let i = 0; i < REHEARSALS; i++) rehearsals.push(await rehearse(world, operation));
  const rounds: Round<A>[] = [];
  for (const { window, fraction } of aims(count, operation.windows.length, seededRandom(seed))) {
    // A process that has just started is slow the first time. This also shows that it works again.
    if (victim === "app" && rounds.length > 0) rehearsals.push(await rehearse(world, operation));
    const attempt = await operation.prepare(world, world.people[rounds.length % 2 === 0 ? 0 : 1]);
    const afterMs = fraction * usualLength(rehearsals, window);
    rounds.push(await once(world, operation, victim, attempt, { window, afterMs }));
  }
  const late = await operation.settle(world);
  const problems = [...rounds.flatMap((round) => round.problems), ...late].map((problem) => {
    const round = rounds.findIndex(({ attempt }) => problem.includes(attempt.id));
    return `${problem} (seed ${seed}, round ${round}, killed in: ${rounds[round]?.window ?? "none"})`;
  });
  const seconds = ((performance.now() - begunAt) / 1000 / count).toFixed(1);
  const heading = `kill -9 of the ${victim} during ${operation.name}: ${count} times, seed ${seed}, ${seconds} s each`;
  const wrong = `  ${problems.length} found wrong`;
  return { problems, report: [heading, ...(await tableOf(operation, rounds)), wrong].join("\n") };
}

/** How many crashes fell into which window, what became of what they interrupted, and how long that took. */
async function tableOf<A extends Attempt>(operation: Operation<A>, rounds: readonly Round<A>[]): Promise<string[]> {
  const table: string[] = [];
  for (const name of operation.windows) {
    const hit = rounds.filter(({ window }) => window === name);
    const fates = await Promise.all(hit.map(({ attempt }) => operation.fate(attempt)));
    const became = [...new Set(fates)].sort().map((fate) => `${fates.filter((one) => one === fate).length} ${fate}`);
    table.push(`  ${String(hit.length).padStart(4)}  ${name.padEnd(28)}${became.join(", ")}`);
  }
  let slowestMs = 0;
  for (const { attempt, backAt } of rounds) {
    const over = (await operation.ends(attempt)).at(-1);
    if (over) slowestMs = Math.max(slowestMs, over.getTime() - backAt);
  }
  return [...table, `  over at most ${(slowestMs / 1000).toFixed(1)} s after the restart`];
}

async function once<A extends Attempt>(
  world: World,
  operation: Operation<A>,
  victim: Victim,
  attempt: A,
  aim: { window: number; afterMs: number },
): Promise<Round<A>> {
  const killed = await databasePid(world.app);
  const givenUp = new AbortController();
  let isRunning = true;
  const running = operation.run(world, attempt, givenUp.signal).finally(() => {
    isRunning = false;
  });
  const passed = (end: Date | null | undefined) => !!end && end.getTime() <= Date.now();
  while (aim.window > 0 && isRunning && !passed((await operation.ends(attempt))[aim.window - 1]))
    await delay(LOOK_EVERY_MS);
  await delay(aim.afterMs);
  const killedAt = Date.now();
  await strike(world, victim);
  givenUp.abort();
  await running;
  await comeBack(world, victim, killed);
  const backAt = Date.now();
  const window = (await operation.ends(attempt)).findLastIndex((end) => !!end && end.getTime() <= killedAt) + 1;
  const problems = await operation.recover(world, attempt);
  return { attempt, window: operation.windows[window] ?? "?", backAt, problems };
}

/** Does it undisturbed; gives how long each window but the last was, in ms. @throws when something is wrong already */
async function rehearse<A extends Attempt>(world: World, operation: Operation<A>): Promise<number[]> {
  const attempt = await operation.prepare(world, world.people[0]);
  let before = Date.now();
  await operation.run(world, attempt, new AbortController().signal);
  const ends = await operation.ends(attempt);
  const problems = await operation.recover(world, attempt);
  if (problems.length > 0) throw new Error(`${operation.name}, undisturbed: ${problems.join("; ")}`);
  return ends.map((end) => {
    const length = (end?.getTime() ?? before) - before;
    before += length;
    return Math.max(0, length);
  });
}

/** The median length of a window. */
function usualLength(rehearsals: readonly number[][], window: number): number {
  const lengths = rehearsals.map((rehearsal) => rehearsal[window] ?? AFTERWARDS_MS).sort((one, other) => one - other);
  return lengths[Math.floor(lengths.length / 2)] ?? AFTERWARDS_MS;
}
