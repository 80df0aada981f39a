import { afterAll, beforeAll, expect, test } from "vitest";
import { onRuns } from "#lib/chat/data.ts";
import { startRunWorker } from "#lib/chat/run-worker.ts";
import { begin, createWorld, gist, isIdle, readUntil, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a worker that has its hands full, and hears of more work, takes it on when they are free", async () => {
  const ann = await world.person();
  const hanging = Promise.withResolvers<void>();
  world.model.script({ text: ["First"], until: hanging.promise }, { text: ["Second"] });
  const worker = startRunWorker({ concurrency: 1 });
  const first = await begin(ann.ctx, "One");
  await readUntil(ann.ctx, first, (transcript) => gist(transcript).includes("First"));
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  const unsubscribe = onRuns((runId) => runId !== "" && resolve());
  const second = await begin(ann.ctx, "Two");
  await heard;
  unsubscribe();
  hanging.resolve();
  expect(gist(await readUntil(ann.ctx, first, isIdle))).toEqual(["user: One", "First"]);
  expect(gist(await readUntil(ann.ctx, second, isIdle))).toEqual(["user: Two", "Second"]);
  await worker.stop();
});
