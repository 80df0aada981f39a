import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stopConversation } from "#lib/chat/post-message.ts";
import { ANSWER_TOKENS_RESERVED, RESERVED_MINUTES } from "#lib/models/constants.ts";
import { myDay, tokensToday, toolCallsToday } from "#lib/models/data/limits.ts";
import { usageOfConversation, usageOfOrganization } from "#lib/models/data/usage.ts";
import { recordUsage, releaseTokens, reserveTokens } from "#lib/models/mutations/usage.ts";
import type { UsageSubject } from "#lib/models/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { begin, createWorld, gist, isIdle, readUntil, type World, withWorker } from "../chat/world.ts";
import { allowByPolicy } from "../tool-calls/fixture.ts";

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.server.executed = 0;
  world.model.requests.length = 0;
  ann = await world.person();
});

const limit = (limits: { dailyTokens?: number; dailyToolCalls?: number }) =>
  db().modelSettings.create({ data: { orgId: ann.ctx.orgId, updatedById: ann.ctx.userId, ...limits } });
const answerOf = (step: number): UsageSubject => ({
  conversationId: "cnv_1",
  runId: `run_${step}`,
  step,
  purpose: "turn",
  modelLabel: "m",
});
const used = (tokens: number, at = new Date()) =>
  db().usage.create({
    data: {
      ...answerOf(0),
      orgId: ann.ctx.orgId,
      userId: ann.ctx.userId,
      inputTokens: tokens,
      outputTokens: 0,
      durationMs: 1,
      at,
    },
  });

describe("tokens of a day", () => {
  test("without a limit nothing is set aside", async () => {
    expect(await reserveTokens(ann.ctx, answerOf(0), 100)).toEqual({ ok: true, value: null });
    expect(await tokensToday(ann.ctx)).toBe(0);
  });

  test("are estimated as soon as those of one answer are", async () => {
    await used(1_000);
    expect(await myDay(ann.ctx)).toMatchObject({ tokens: 1_000, isEstimated: false });
    await recordUsage(ann.ctx, null, {
      ...answerOf(1),
      inputTokens: 20,
      outputTokens: 3,
      isEstimated: true,
      durationMs: 5,
    });
    expect(await myDay(ann.ctx)).toMatchObject({ tokens: 1_023, isEstimated: true });
  });

  test("answers worked out at the same time see each other: the limit is passed by one of them at most", async () => {
    const each = 1_000 + ANSWER_TOKENS_RESERVED;
    await limit({ dailyTokens: each * 3 + 1 });
    const reserved = await Promise.all(
      Array.from({ length: 40 }, (_, step) => reserveTokens(ann.ctx, answerOf(step), 1_000)),
    );
    expect(reserved.filter(({ ok }) => ok)).toHaveLength(4);
    expect(await tokensToday(ann.ctx)).toBe(each * 4);
    await Promise.all(
      reserved.map((one, step) =>
        one.ok
          ? recordUsage(ann.ctx, one.value, {
              ...answerOf(step),
              inputTokens: 900,
              outputTokens: 100,
              isEstimated: false,
              durationMs: 5,
            })
          : undefined,
      ),
    );
    expect(await tokensToday(ann.ctx)).toBe(4_000);
    expect(await db().usage.count({ where: { orgId: ann.ctx.orgId } })).toBe(4);
  });

  test("an answer that did not come gives back what was set aside; one begun anew counts once", async () => {
    await limit({ dailyTokens: 10_000 });
    const first = await reserveTokens(ann.ctx, answerOf(1), 500);
    await reserveTokens(ann.ctx, answerOf(1), 500);
    expect(await tokensToday(ann.ctx)).toBe(500 + ANSWER_TOKENS_RESERVED);
    const second = await reserveTokens(ann.ctx, answerOf(1), 500);
    if (first.ok) await releaseTokens(ann.ctx, first.value);
    if (second.ok) await releaseTokens(ann.ctx, second.value);
    expect(await tokensToday(ann.ctx)).toBe(0);
  });

  test("what a process that died set aside, for a title too, counts as long as an answer can take", async () => {
    await limit({ dailyTokens: 4_000 });
    const title: UsageSubject = { ...answerOf(0), runId: null, step: null, purpose: "title" };
    expect((await reserveTokens(ann.ctx, title, 500)).ok).toBe(true);
    const since = (minutes: number) => db().$executeRaw`
      UPDATE usage SET at = now() - make_interval(mins => ${minutes}::int) WHERE org_id = ${ann.ctx.orgId}`;
    const counted = async () => [
      (await usageOfConversation(ann.ctx, "cnv_1")).answers,
      (await usageOfOrganization(ann.ctx, 7)).total.answers,
    ];
    expect((await reserveTokens(ann.ctx, answerOf(1), 500)).ok).toBe(false);
    await since(RESERVED_MINUTES - 1);
    expect(await counted()).toEqual([1, 1]);
    await since(RESERVED_MINUTES + 1);
    expect(await counted()).toEqual([0, 0]);
    expect(await tokensToday(ann.ctx)).toBe(0);
    expect((await reserveTokens(ann.ctx, answerOf(1), 500)).ok).toBe(true);
  });

  test("yesterday's and other people's do not count", async () => {
    await limit({ dailyTokens: 1_000 });
    await used(5_000, new Date(Date.now() - 86_400_000));
    const bob = await world.person();
    await db().usage.create({
      data: {
        ...answerOf(0),
        orgId: ann.ctx.orgId,
        userId: bob.ctx.userId,
        inputTokens: 9_000,
        outputTokens: 0,
        durationMs: 1,
      },
    });
    expect(await tokensToday(ann.ctx)).toBe(0);
    expect((await reserveTokens(ann.ctx, answerOf(0), 10)).ok).toBe(true);
  });

  test("when they are used up the run ends with the reason, and the model is not asked", async () => {
    await limit({ dailyTokens: 1_000 });
    await used(1_000);
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(transcript.messages.at(-1)).toMatchObject({ ending: { type: "failed", code: "token_limit" } });
    });
    expect(world.model.requests).toEqual([]);
  });
});

describe("tool calls of a day", () => {
  const asks = (count: number) => ({
    text: ["Now."],
    calls: Array.from({ length: count }, (_, n) => ({ name: ann.toolName, arguments: { n } })),
  });

  test("what exceeds the limit is refused, the model is told; a step that gets nothing ends the run", async () => {
    await allowByPolicy(ann);
    await limit({ dailyToolCalls: 3 });
    world.model.script(asks(5), asks(1), { text: ["never"] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(gist(transcript)).toEqual([
        "user: Act",
        "Now.",
        ...Array(3).fill("call: succeeded"),
        ...Array(2).fill("refused: tool_call_limit"),
        "Now.",
        "refused: tool_call_limit",
        "ending: failed",
      ]);
      expect(transcript.messages.at(-1)).toMatchObject({ ending: { code: "tool_call_limit" } });
    });
    expect(world.server.executed).toBe(3);
    expect(JSON.stringify(world.model.requests[1]?.messages)).toContain("used up");
    expect(world.model.requests).toHaveLength(2);
  });

  test("runs at the same time do not pass the limit together", async () => {
    await allowByPolicy(ann);
    await limit({ dailyToolCalls: 7 });
    world.model.replyBy(({ messages }) => (messages.at(-1)?.role === "tool" ? { text: ["Done."] } : asks(3)));
    await withWorker(async () => {
      const ids = await Promise.all(Array.from({ length: 8 }, () => begin(ann.ctx, "Act")));
      await Promise.all(ids.map((id) => readUntil(ann.ctx, id, isIdle)));
    }, 3);
    expect(world.server.executed).toBe(7);
    expect(await toolCallsToday(ann.ctx)).toBe(7);
  });

  test("a call that was never sent does not count", async () => {
    await limit({ dailyToolCalls: 1 });
    world.model.script(asks(1));
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      await readUntil(ann.ctx, id, (transcript) => transcript.run?.state === "waiting");
      expect(await toolCallsToday(ann.ctx)).toBe(1);
      await stopConversation(ann.ctx, id);
      await readUntil(ann.ctx, id, isIdle);
      expect(await toolCallsToday(ann.ctx)).toBe(0);
    });
  });
});
