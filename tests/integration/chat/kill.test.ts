import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { databaseUrl, db } from "#lib/platform/db/client.ts";
import { startChild, stopChild } from "#tests/fakes/child-process.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { allowByPolicy, type Scene } from "../tool-calls/fixture.ts";
import { begin, createWorld, isIdle, readUntil, type World, withWorker } from "./world.ts";

const KILLS = IS_SOAK ? 100 : 6;

let world: World;
let ann: Scene & { toolName: string };
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ann = await world.person();
  await allowByPolicy(ann);
});

/** Numbers that look random and are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test(
  `kill -9 of the worker in the middle of a turn, ${KILLS} times: every run ends, no call runs twice, each has an end`,
  async () => {
    const random = seeded(7);
    const file = fileURLToPath(new URL("worker-process.ts", import.meta.url));
    const env = { DATABASE_URL: databaseUrl() };
    for (let kill = 0; kill < KILLS; kill++) {
      world.server.executed = 0;
      const call = (n: number) => ({ name: ann.toolName, arguments: { kill, n } });
      world.model.replyBy(({ messages }) =>
        messages.at(-1)?.role === "tool"
          ? { text: ["It ", "is ", "done."], until: sleep(40) }
          : { text: ["One ", "moment, ", "please."], until: sleep(40), calls: [call(1), call(2)] },
      );
      const worker = await startChild(["--no-warnings", file], env, /working/);
      const id = await begin(ann.ctx, `Act ${kill}`);
      // Somewhere along the way of the turn, which is about a dozen events long.
      const far = 2 + ((kill * 2) % 11);
      while ((await db().conversationEvent.count({ where: { conversationId: id } })) < far) await sleep(2);
      await sleep(random() * 40);
      await stopChild(worker);
      // As if LEASE_MS had passed.
      await db().$executeRaw`UPDATE runs SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL`;
      const transcript = await withWorker(() => readUntil(ann.ctx, id, isIdle));

      const calls = await db().toolCall.findMany({ where: { conversationId: id } });
      const succeeded = calls.filter(({ state }) => state === "succeeded").length;
      const unknown = calls.filter(({ state }) => state === "outcome_unknown").length;
      expect(calls).toHaveLength(2);
      expect(succeeded + unknown).toBe(2);
      expect(world.server.executed).toBeGreaterThanOrEqual(succeeded);
      expect(world.server.executed).toBeLessThanOrEqual(succeeded + unknown);
      expect(transcript.messages.at(-1)).toMatchObject({ role: "assistant", ending: null, openStep: null });
      expect(JSON.stringify(transcript).split("It is done.").length - 1).toBe(1);
    }
  },
  KILLS * 20_000,
);
