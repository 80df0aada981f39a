import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { onRuns } from "#lib/chat/data.ts";
import { startRunWorker } from "#lib/chat/run-worker.ts";
import { db } from "#lib/platform/db/client.ts";
import { NAME_FORM, type OpenCall, streamingScript } from "../tool-calls/asking-server.ts";
import { allowByPolicy } from "../tool-calls/fixture.ts";
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

test("a run whose server waits for a person keeps no other from being worked on", async () => {
  const ann = await world.person();
  await allowByPolicy(ann);
  let open: OpenCall | undefined;
  world.server.script = streamingScript(
    () => world.server,
    (call) => {
      open = call;
      call.ask(NAME_FORM);
    },
  );
  world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] }, { text: ["Second"] }, { text: ["First"] });
  const worker = startRunWorker({ concurrency: 1 });
  const first = await begin(ann.ctx, "One");
  await vi.waitFor(
    async () => expect(await db().toolCallInput.count({ where: { userId: ann.ctx.userId } })).toBe(1),
    20_000,
  );
  const second = await begin(ann.ctx, "Two");
  expect(gist(await readUntil(ann.ctx, second, isIdle))).toEqual(["user: Two", "Second"]);
  open?.finish();
  expect(gist(await readUntil(ann.ctx, first, isIdle))).toEqual(["user: One", "call: succeeded", "First"]);
  await worker.stop();
});
