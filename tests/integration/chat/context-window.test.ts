import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Transcript } from "#lib/chat/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { answer } from "../mcp/scripted-server.ts";
import { allowByPolicy } from "../tool-calls/fixture.ts";
import { begin, createWorld, gist, isIdle, readUntil, say, type World, withWorker } from "./world.ts";

const WINDOW = 8_000;

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
beforeAll(async () => {
  world = await createWorld();
  process.env.EGRESS_ALLOW = `${process.env.EGRESS_ALLOW},${world.model.hostPort}`;
  forgetOnce("env");
});
afterAll(() => world.close());

/** A person whose model reads little, and whose tool gives much. */
beforeEach(async () => {
  ann = await world.person();
  await allowByPolicy(ann);
  const { orgId, userId } = ann.ctx;
  const providerId = newId("provider");
  const provider = {
    id: providerId,
    orgId,
    name: "Small",
    provider: "openai-compatible",
    baseUrl: world.model.baseUrl,
  };
  await db().modelProvider.create({ data: { ...provider, createdById: userId } });
  const model = { id: newId("model"), orgId, providerId, modelName: "small", label: "Small", isDefault: true };
  await db().orgModel.create({ data: { ...model, contextTokens: WINDOW } });
  world.model.requests.length = 0;
  world.server.script = ({ response, message: { id, method } }) =>
    method === "tools/call"
      ? answer(response, id, { content: [{ type: "text", text: `begin ${"x".repeat(9_000)} end` }] })
      : undefined;
});

const shortened = ({ messages }: Transcript) =>
  messages.map((message) => (message.role === "assistant" ? (message.shortened ?? null) : null));
const bytesAsked = () => world.model.requests.map(({ messages }) => JSON.stringify(messages).length);

test("older results are shortened first, it is said once per change, and every request stays within the window", async () => {
  const act = { calls: [{ name: ann.toolName, arguments: { n: 1 } }] };
  world.model.script(act, act, act, { text: ["Thrice done."] }, { text: ["Still here."] });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act three times");
    const acted = await readUntil(ann.ctx, id, isIdle);
    expect(gist(acted).at(-1)).toBe("Thrice done.");
    expect(shortened(acted)[1]).toEqual({ results: 2, attachments: 0, turns: 0, steps: 0 });
    await say(ann.ctx, id, "And now?");
    const said = await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).includes("Still here."));
    expect(shortened(said)[3]).toBeNull();
    const told = await db().conversationEvent.findMany({ where: { conversationId: id, type: "context_shortened" } });
    expect(told.map(({ payload }) => (payload as { results: number }).results)).toEqual([1, 2]);
  });
  expect(world.model.requests).toHaveLength(5);
  expect(Math.max(...bytesAsked())).toBeLessThan(WINDOW * 3);
  const last = JSON.stringify(world.model.requests.at(3)?.messages);
  expect(last).toMatch(/begin x+.*characters were left out here to stay within your context window.*x+ end/);
});

test("a provider that finds it too much is asked once more with less", async () => {
  const act = { calls: [{ name: ann.toolName, arguments: { n: 1 } }] };
  world.model.script(act, act, { status: 413 }, { text: ["That fits."] });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act twice");
    const answered = await readUntil(ann.ctx, id, isIdle);
    expect(gist(answered).at(-1)).toBe("That fits.");
    expect(shortened(answered)[1]).toMatchObject({ steps: 1 });
  });
  const [, , tooMuch = 0, less = 0] = bytesAsked();
  expect(less).toBeLessThan(tooMuch * 0.9);

  world.model.script({ status: 413 }, { status: 413 });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Once more");
    const failed = await readUntil(ann.ctx, id, isIdle);
    expect(failed.messages.at(-1)).toMatchObject({ ending: { type: "failed", code: "model_context_full" } });
  });
});
