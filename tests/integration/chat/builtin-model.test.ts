import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MAX_STEPS } from "#lib/chat/constants.ts";
import { decideCall } from "#lib/chat/decide-call.ts";
import { postMessage } from "#lib/chat/post-message.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { allowByPolicy, describeTool, type Scene, TOOL } from "../tool-calls/fixture.ts";
import {
  begin,
  createWorld,
  gist,
  isIdle,
  isWaiting,
  lastBlocks,
  newKey,
  readUntil,
  say,
  type World,
  withWorker,
} from "./world.ts";

let world: World;
let ann: Scene & { toolName: string };
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ann = await world.person();
  process.env.MODEL_PROVIDER = "";
  forgetOnce("env");
});

test("without any model configured, a request that names a tool runs it, after asking", async () => {
  await describeTool(ann, {
    ...TOOL,
    inputSchema: { type: "object", properties: { to: { type: "string" } }, required: ["to"] },
  });
  await withWorker(async () => {
    const id = await begin(ann.ctx, '/act to="Bob"');
    const [, block] = lastBlocks(await readUntil(ann.ctx, id, isWaiting));
    expect(block).toMatchObject({ call: { arguments: { to: "Bob" } } });
    await decideCall(ann.ctx, block?.type === "tool_call" ? block.toolCallId : "", "allow_always");
    const [, said, call, summary] = gist(await readUntil(ann.ctx, id, isIdle));
    expect([said, call]).toEqual(["Built-in model: running `act`.", "call: succeeded"]);
    expect(summary).toMatch(/^Built-in model: `act` answered: /);

    await say(ann.ctx, id, "help");
    expect(gist(await readUntil(ann.ctx, id, isIdle)).at(-1)).toContain(`- \`/${ann.toolName}\``);
  });
  expect(world.model.requests).toHaveLength(0);
});

test("a run ends after MAX_STEPS steps, and can be continued", async () => {
  process.env.MODEL_PROVIDER = "openai-compatible";
  forgetOnce("env");
  await allowByPolicy(ann);
  const again = { calls: [{ name: ann.toolName, arguments: {} }] };
  world.model.script(...Array.from({ length: MAX_STEPS + 5 }, () => again));
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act for ever");
    const texts = gist(await readUntil(ann.ctx, id, isIdle));
    expect(texts.filter((text) => text === "call: succeeded")).toHaveLength(MAX_STEPS);
    expect(texts.at(-1)).toBe("ending: max_steps");

    world.model.script({ text: ["Enough."] });
    expect(await postMessage(ann.ctx, id, { retry: true, idempotencyKey: newKey() })).toMatchObject({ ok: true });
    await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && gist(transcript).at(-1) === "Enough.");
  });
});
