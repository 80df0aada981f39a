import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAllEvents } from "#lib/chat/data.ts";
import { EMPTY_TRANSCRIPT, fold } from "#lib/chat/transcript.ts";
import { modelToolName } from "#lib/mcp/definition.ts";
import { databaseUrl, db } from "#lib/platform/db/client.ts";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import { startChild, stopChild } from "#tests/fakes/child-process.ts";
import { type CountingServer, startCountingServer } from "#tests/fakes/counting-server.ts";
import { type ModelServer, startModelServer } from "#tests/fakes/model-server.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { createScene, describeTool, type Scene, setPolicy } from "#tests/integration/tool-calls/fixture.ts";
import { seededRandom } from "./aims.ts";
import { judgeCalls, readCallFacts } from "./judge-calls.ts";
import { beginTurn, callsOf, openAt, untilQuiet } from "./worker-kills/lane.ts";

const SEED = Number(process.env.PATCHBAY_SOAK_SEED ?? Date.now() % 1_000_000);
const KILLS = IS_SOAK ? 500 : 15;
/** Processes that work on runs; one of them at a time is killed and replaced. */
const WORKERS = 2;
/** Turns begun for each kill, so that there is always something under way. */
const TURNS = 2;
/** Milliseconds between a turn's beginning and the kill, at most: a turn takes about as long. */
const REACH_MS = 900;
/** By then a call whose worker was killed has its end; its lease has to run out before anybody may take it over. */
const END_MS = 60_000;
/** Calls a turn makes in one step. */
const CALLS = 2;

let model: ModelServer;
let counting: CountingServer;
let ann: Scene;

beforeAll(async () => {
  [model, counting] = await Promise.all([startModelServer(), startCountingServer()]);
  ann = await createScene(counting.url);
  const { slug } = await db().connector.findUniqueOrThrow({ where: { id: ann.connectorId } });
  await db().run.deleteMany({ where: { id: ann.runId } });
  await describeTool(ann, { name: "execute", description: "Executes", inputSchema: { type: "object" } });
  await setPolicy(ann, "allow", "execute");
  // The long form takes longer than a tool list lasts; read anew, the tool would be another one, and asked about.
  const toolsSyncedAt = new Date(Date.now() + 24 * 60 * 60_000);
  await db().connection.update({ where: { id: ann.connectionId }, data: { toolsSyncedAt } });
  const name = modelToolName(slug, "execute");
  model.replyBy(({ messages }) => {
    const key = messages.map(({ content }) => /^Act (\S+)$/.exec(String(content))?.[1]).find(Boolean) ?? "none";
    if (messages.at(-1)?.role === "tool") return { text: ["It ", "is ", "done."], until: sleep(80) };
    const calls = Array.from({ length: CALLS }, (_, n) => ({ name, arguments: { id: `${key}:${n}`, delayMs: 120 } }));
    return { text: ["One ", "moment."], until: sleep(80), calls };
  });
}, 120_000);
afterAll(async () => {
  await closeNotifications();
  await Promise.all([model?.close(), counting?.close()]);
});

function startWorker(): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("worker-kills/worker-process.ts", import.meta.url));
  const env = {
    DATABASE_URL: databaseUrl(),
    EGRESS_ALLOW: counting.hostPort,
    MODEL_PROVIDER: "openai-compatible",
    MODEL_BASE_URL: model.baseUrl,
    MODEL_NAME: "scripted",
  };
  return startChild(["--no-warnings", file], env, /working/);
}

test(
  `kill -9 of a worker ${KILLS} times: every call reaches one end within ${END_MS / 1000} s, none ran twice`,
  async () => {
    const random = seededRandom(SEED);
    const workers = await Promise.all(Array.from({ length: WORKERS }, startWorker));
    const conversations: string[] = [];
    const met = new Map<string, Date>();
    for (let kill = 0; kill < KILLS; kill++) {
      for (let turn = 0; turn < TURNS; turn++) conversations.push(await beginTurn(ann.ctx, `s${SEED}k${kill}t${turn}`));
      await sleep(random() * REACH_MS);
      const victim = Math.floor(random() * WORKERS);
      const killedAt = new Date();
      await stopChild(workers[victim] as ChildProcess);
      for (const id of await openAt(ann.ctx, killedAt)) if (!met.has(id)) met.set(id, killedAt);
      workers[victim] = await startWorker();
    }
    await untilQuiet(END_MS);
    await Promise.all(workers.map((worker) => stopChild(worker)));

    const calls = await callsOf(ann.ctx);
    expect(calls.filter(({ afterKillMs }) => afterKillMs > END_MS)).toEqual([]);
    expect(calls).toHaveLength(KILLS * TURNS * CALLS);
    const executed = counting.log();
    expect(judgeCalls(await readCallFacts(executed), executed)).toEqual([]);
    for (const id of conversations) {
      const transcript = fold(EMPTY_TRANSCRIPT, await readAllEvents(ann.ctx, id));
      expect(transcript.messages.at(-1)).toMatchObject({ role: "assistant", ending: null, openStep: null });
      expect(JSON.stringify(transcript).split("It is done.").length - 1).toBe(1);
    }
    const states = [...Map.groupBy(calls, ({ state }) => state)].map(([state, each]) => `${each.length} ${state}`);
    const longest = Math.max(...calls.map(({ afterKillMs }) => afterKillMs));
    const all = Math.max(...calls.map(({ id, finishedAt }) => Number(finishedAt) - Number(met.get(id) ?? finishedAt)));
    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    console.log(
      `${KILLS} kills, seed ${SEED}: ${met.size} calls open at a kill; ${states.join(", ")}; ended at most ${seconds(longest)} s after their worker was killed, ${seconds(all)} s after the first kill that met them`,
    );
  },
  KILLS * 20_000 + 3 * END_MS,
);
