import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readAllEvents } from "#lib/chat/data.ts";
import { EMPTY_TRANSCRIPT, fold } from "#lib/chat/transcript.ts";
import type { Transcript } from "#lib/chat/types.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { seededRandom } from "./aims.ts";
import { type Cut, Tab } from "./cuts/tab.ts";
import { startWorld, type World } from "./cuts/world.ts";
import { judgeCalls, readCallFacts } from "./judge-calls.ts";

const SEED = Number(process.env.PATCHBAY_SOAK_SEED ?? Date.now() % 1_000_000);
const CUTS = IS_SOAK ? 1_000 : 50;
/** Conversations that are followed at the same time. */
const TOGETHER = 3;
/** An instance is replaced (SIGTERM, then a new process) while every so many conversations are under way. */
const DEPLOY_EVERY = 6;
/** Milliseconds between two cuts, at most. */
const GAP_MS = 160;
/** A conversation that is not over by then never will be. */
const OVER_MS = 90_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 300_000);
afterAll(() => world?.close());
beforeEach(({ onTestFailed }) =>
  onTestFailed(() => console.log(world.instances.map((instance) => instance.output().slice(-4_000)).join("\n"))),
);

/** What a transcript says, without the ids and times by which two runs of the same differ. */
function words({ messages, run }: Transcript): string {
  const said = messages.map((message) =>
    message.role === "user" ? message.content : { blocks: message.blocks.map(wordsOf), ending: message.ending },
  );
  return JSON.stringify({ said, state: run?.state });
}

function wordsOf(block: Extract<Transcript["messages"][number], { role: "assistant" }>["blocks"][number]) {
  if (block.type !== "tool_call") return block;
  const { arguments: input, state, result } = block.call ?? {};
  return { type: block.type, step: block.step, input, state, result };
}

/** The conversation as it is stored, up to where its turn was over: only its title may come after that. */
async function stored(id: string, { lastSeq }: Transcript): Promise<Transcript> {
  const events = await readAllEvents(world.ctx, id);
  const after = events.filter(({ seq }) => seq > lastSeq);
  expect(after.filter(({ type }) => type !== "titled")).toEqual([]);
  return fold(
    EMPTY_TRANSCRIPT,
    events.filter(({ seq }) => seq <= lastSeq),
  );
}

function aCut(random: () => number): Cut {
  const kind = (["socket", "socket", "reload", "switch"] as const)[Math.floor(random() * 4)] ?? "socket";
  const far = random();
  return { kind, after: random() < 0.5 ? { bytes: Math.floor(far * 3_000) } : { ms: far * GAP_MS } };
}

/** Follows one conversation through cuts until it is over; how many there were. */
async function followThroughCuts(tab: Tab, random: () => number, cutsLeft: () => boolean): Promise<number> {
  const deadline = Date.now() + OVER_MS;
  let cuts = 0;
  for (let at = 0; !tab.isIdle; ) {
    if (Date.now() > deadline) throw new Error(`not over: ${JSON.stringify(tab.transcript).slice(0, 2_000)}`);
    const cut = cutsLeft() ? aCut(random) : null;
    const origin = world.instances[at % 2]?.url ?? "";
    await tab.follow(origin, cut?.after ?? null);
    if (tab.isIdle) break;
    if (cut) cuts += 1;
    if (cut?.kind === "reload") tab.reload();
    // Where the instance itself went away, a browser behind a load balancer finds the other.
    if (cut === null || cut.kind === "switch") at += 1;
  }
  return cuts;
}

test(
  `${CUTS} cuts, reloads and changes of instance: the transcript is the same to the byte, and no call ran twice`,
  async () => {
    const random = seededRandom(SEED);
    const key = (n: number) => `s${SEED}n${n}`;
    const reference = new Tab(await world.begin(world.instances[0].url, key(0)), world.cookie);
    await reference.follow(world.instances[0].url, null);
    expect(reference.isIdle).toBe(true);

    let cuts = 0;
    let next = 1;
    let deploys = 0;
    let deploying: Promise<void> | null = null;
    const deploy = async () => {
      const old = world.instances[deploys++ % 2];
      await old?.stop();
      await old?.restart();
    };
    const lane = async () => {
      while (cuts < CUTS) {
        const n = next++;
        const up = deploying ? (world.instances[deploys % 2]?.url ?? "") : (world.instances[n % 2]?.url ?? "");
        const id = await world.begin(up, key(n));
        if (n % DEPLOY_EVERY === 0 && !deploying)
          deploying = deploy().finally(() => {
            deploying = null;
          });
        const tab = new Tab(id, world.cookie);
        cuts += await followThroughCuts(tab, random, () => cuts < CUTS);
        expect(JSON.stringify(tab.transcript)).toBe(JSON.stringify(await stored(id, tab.transcript)));
        expect(words(tab.transcript)).toBe(words(reference.transcript).replaceAll(key(0), key(n)));
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, lane));
    await deploying;
    const executed = world.counting.log();
    console.log(`${cuts} cuts in ${next} conversations, ${deploys} instances replaced meanwhile, seed ${SEED}`);
    expect(judgeCalls(await readCallFacts(executed), executed)).toEqual([]);
  },
  60 * 60_000,
);

/** The suite's own teeth: a tab that misses one event must be found out. */
test("a tab that lost an event does not pass for whole", async () => {
  const id = await world.begin(world.instances[0].url, `teeth${SEED}`);
  const tab = new Tab(id, world.cookie);
  await tab.follow(world.instances[0].url, null);
  const events = await readAllEvents(world.ctx, id);
  const lost = events.findIndex(({ type }) => type === "step_finished");
  const partial = fold(EMPTY_TRANSCRIPT, events.toSpliced(lost, 1));
  expect(JSON.stringify(partial)).not.toBe(JSON.stringify(tab.transcript));
  expect(words(partial)).not.toBe(words(tab.transcript));
});
