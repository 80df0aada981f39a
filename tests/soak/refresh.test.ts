import pLimit from "p-limit";
import { afterEach, expect, test } from "vitest";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { seededRandom } from "./aims.ts";
import { GUARDS, type GuardName } from "./refresh-guards.ts";
import { killDuringRefresh } from "./refresh-kills.ts";
import { ENDS, expire, reconnectDuringRefresh } from "./refresh-rounds.ts";
import { type Account, type RefreshWorld, startRefreshWorld } from "./refresh-world.ts";

/** PATCHBAY_SOAK_SEED repeats a run. */
const SEED = Number(process.env.PATCHBAY_SOAK_SEED ?? Date.now() % 1_000_000);
const EXPIRIES = IS_SOAK ? 10_000 : 100;
const SLOW_EXPIRIES = IS_SOAK ? 500 : 16;
const KILLS = IS_SOAK ? 500 : 5;
const CALLERS = 50;
const ACCOUNTS = 6;
/** Nothing of the kind says that the grant has ended. */
const FAILURES = [503, 500, "reset", "page"] as const;
/** So many problems are enough to look at. */
const MANY = 20;
const SOAK_MS = 6 * 60 * 60_000;

let world: RefreshWorld | undefined;
afterEach(() => world?.close());

test(
  `${EXPIRIES} expiries, ${CALLERS} callers in three processes: exactly one refresh each, nothing refused, nothing lost`,
  async () => {
    const begunAt = performance.now();
    world = await startRefreshWorld();
    const { problems, kinds } = await expiries(world, { count: EXPIRIES, callers: CALLERS, seed: SEED });
    report(`${EXPIRIES} expiries`, begunAt, kinds);
    expect(problems).toEqual([]);
  },
  SOAK_MS,
);

test(
  `${SLOW_EXPIRIES} expiries at a provider that takes up to 20 s and fails one time in twenty: nothing is lost`,
  async () => {
    const begunAt = performance.now();
    const random = seededRandom(SEED + 1);
    world = await startRefreshWorld();
    const { provider } = world;
    const slowest = { ms: 0, failures: 0 };
    let requests = 0;
    provider.behave = () => {
      requests += 1;
      const part = random();
      // Some near the end of what a caller waits for, many ordinary ones; the first two are never quick.
      const ms =
        requests <= 2 ? 20_000 : part < 0.6 ? random() * 300 : part < 0.92 ? random() * 5_000 : random() * 20_000;
      const failure = requests % 20 === 5 ? FAILURES[Math.floor(random() * FAILURES.length)] : null;
      slowest.ms = Math.max(slowest.ms, ms);
      slowest.failures += failure ? 1 : 0;
      const beforeMs = ms * random();
      return { beforeMs, afterMs: ms - beforeMs, failure: failure ?? null };
    };
    const limit = pLimit(16);
    const rounds = Array.from({ length: SLOW_EXPIRIES }, (_, i) =>
      limit(async () => {
        const account = await (world as RefreshWorld).newAccount();
        return expire(world as RefreshWorld, account, ENDS[i % ENDS.length] ?? "over", i < 4 ? CALLERS : 12);
      }),
    );
    const problems = (await Promise.all(rounds)).flat();
    report(`${SLOW_EXPIRIES} slow expiries`, begunAt, {
      requests,
      failures: slowest.failures,
      "slowest ms": Math.round(slowest.ms),
    });
    expect(problems).toEqual([]);
  },
  SOAK_MS,
);

test(
  `kill -9 of a refreshing process, ${KILLS} times: only what the provider had exchanged before the save is lost, and says so`,
  async () => {
    const begunAt = performance.now();
    world = await startRefreshWorld();
    const { problems, ...counts } = await killDuringRefresh(world, {
      kills: KILLS,
      random: seededRandom(SEED + 2),
      areLeasesHurried: true,
    });
    report(`${KILLS} kills`, begunAt, counts);
    expect(problems).toEqual([]);
  },
  SOAK_MS,
);

test.runIf(IS_SOAK)(
  "kill -9, and the leases of the dead lapse by themselves: nobody waits for longer than 45 s",
  async () => {
    const begunAt = performance.now();
    world = await startRefreshWorld();
    const random = seededRandom(SEED + 4);
    const { problems, ...counts } = await killDuringRefresh(world, { kills: 10, random, areLeasesHurried: false });
    report("10 kills in real time", begunAt, counts);
    expect(problems).toEqual([]);
  },
  SOAK_MS,
);

/** The suite's own teeth: without any one of its guards it must find something wrong. */
test.each(Object.keys(GUARDS) as GuardName[])("a refresh without its %s is noticed", async (guard) => {
  world = await startRefreshWorld(guard);
  const { problems } = await expiries(world, { count: TURNS.length, callers: 9, seed: SEED + 3 });
  expect(problems.length).toBeGreaterThan(0);
});

/** What happens in turn: tokens come to their ends in all ways, now and then amid a new sign-in. */
const TURNS = [...ENDS, ...ENDS, "exchanged", ...ENDS, "refused by then"] as const;

async function expiries(on: RefreshWorld, i: { count: number; callers: number; seed: number }) {
  const { count, callers, seed } = i;
  const random = seededRandom(seed);
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => on.newAccount()));
  on.provider.behave = () => ({ beforeMs: random() * 20, afterMs: random() * 20 });
  const kinds: Record<string, number> = {};
  const problems: string[] = [];
  let turn = 0;
  const oneAfterTheOther = async (account: Account) => {
    while (turn < count && problems.length < MANY) {
      const kind = TURNS[turn++ % TURNS.length] ?? "over";
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      const found =
        kind === "exchanged" || kind === "refused by then"
          ? await reconnectDuringRefresh(on, account, callers, kind)
          : await expire(on, account, kind, callers);
      problems.push(...found.map((problem) => `${problem} (seed ${seed})`));
      if (found.length > 0) await on.signIn(account);
    }
  };
  await Promise.all(accounts.map(oneAfterTheOther));
  return { problems, kinds };
}

function report(what: string, begunAt: number, counts: Record<string, number>): void {
  const seconds = ((performance.now() - begunAt) / 1000).toFixed(0);
  const numbers = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`refresh: ${what}, seed ${SEED}, ${seconds} s: ${numbers.join(", ")}`);
}
