import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readAllEvents } from "#lib/chat/data.ts";
import { postMessage, stopConversation } from "#lib/chat/post-message.ts";
import { EMPTY_TRANSCRIPT, fold } from "#lib/chat/transcript.ts";
import { db } from "#lib/platform/db/client.ts";
import { begin, createWorld, gist, isIdle, newKey, read, readUntil, type World, withWorker } from "./world.ts";

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.model.requests.length = 0;
  ann = await world.person();
});

const retriesIn = async (id: string) =>
  (await readAllEvents(ann.ctx, id)).flatMap((event) => (event.type === "model_retried" ? [event.payload] : []));
const goOn = (id: string) => postMessage(ann.ctx, id, { continue: true, idempotencyKey: newKey() });
const now = { "retry-after": "0" };

/** A turn that breaks off once all it said has been read, and what has it do so. */
function breakingTurn(...text: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const turn = { text, until: promise, isCut: true };
  /** The conversation when the answer that by then reads `said` has broken off. */
  const broken = async (id: string, said = text.join("")) => {
    await readUntil(ann.ctx, id, (transcript) => gist(transcript).at(-1) === said);
    resolve();
    return readUntil(ann.ctx, id, isIdle);
  };
  return { turn, broken };
}

describe("a model that does not answer", () => {
  test("is asked again, which the log tells, and the answer is the one that came", async () => {
    world.model.script({ status: 503, headers: now }, { status: 429, headers: now }, { text: ["Here."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Hi", "Here."]);
      expect(await retriesIn(id)).toEqual([
        { attempt: 2, of: 3, code: "model_unavailable" },
        { attempt: 3, of: 3, code: "model_rate_limited" },
      ]);
    });
  });

  test("a connection that breaks before the first word is asked again", async () => {
    world.model.script({ isCut: true }, { text: ["Here."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Hi", "Here."]);
    });
  });

  test("gives up after three attempts, and says why", async () => {
    world.model.script(...Array.from({ length: 5 }, () => ({ status: 500, headers: now })));
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(transcript.messages.at(-1)).toMatchObject({ ending: { type: "failed", code: "model_unavailable" } });
      expect(transcript.messages.at(-1)).not.toHaveProperty("retry");
    });
    expect(world.model.requests).toHaveLength(3);
  });

  test.each([
    [401, "model_refused_key"],
    [404, "model_unknown"],
    [400, "model_failed"],
  ])("%d stays: it is asked once", async (status, code) => {
    world.model.script({ status }, { text: ["never"] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(transcript.messages.at(-1)).toMatchObject({ ending: { type: "failed", code } });
    });
    expect(world.model.requests).toHaveLength(1);
  });

  test("Stop ends the pause before the next attempt", async () => {
    world.model.script({ status: 429, headers: { "retry-after": "60" } }, { text: ["never"] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      await readUntil(ann.ctx, id, (transcript) => {
        const last = transcript.messages.at(-1);
        return last?.role === "assistant" && last.retry?.attempt === 2;
      });
      await stopConversation(ann.ctx, id);
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Hi", "ending: stopped"]);
    });
    expect(world.model.requests).toHaveLength(1);
  });
});

describe("an answer that broke off", () => {
  test("keeps what was said, is not asked for again by itself, and goes on from there", async () => {
    const { turn, broken } = breakingTurn("Once upon", " a ti");
    world.model.script(turn, { text: ["me there", " was a fox."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Tell");
      const cut = await broken(id);
      expect(gist(cut)).toEqual(["user: Tell", "Once upon a ti", "ending: failed"]);
      expect(cut.messages.at(-1)).toMatchObject({ ending: { code: "model_cut" } });
      expect(world.model.requests).toHaveLength(1);

      expect(await goOn(id)).toMatchObject({ ok: true });
      const whole = await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && gist(transcript).length === 2);
      expect(gist(whole)).toEqual(["user: Tell", "Once upon a time there was a fox."]);
      const [beginning, note] = world.model.requests[1]?.messages.slice(-2) ?? [];
      expect(beginning).toMatchObject({ role: "assistant", content: "Once upon a ti" });
      expect(note).toMatchObject({ role: "user", content: expect.stringContaining("Go on exactly where it stopped") });
      // The next turn knows one answer and nothing of how it came about.
      world.model.script({ text: ["Yes."] });
      await postMessage(ann.ctx, id, { text: "Nice", idempotencyKey: newKey() });
      await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && gist(transcript).length === 4);
      expect(world.model.requests[2]?.messages.slice(1)).toEqual([
        { role: "user", content: "Tell" },
        { role: "assistant", content: "Once upon a time there was a fox." },
        { role: "user", content: "Nice" },
      ]);
    });
  });

  test("may break off again, and goes on again; folding in portions gives the same", async () => {
    const [first, second] = [breakingTurn("One "), breakingTurn("two ")];
    world.model.script(first.turn, second.turn, { text: ["three."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Count");
      await first.broken(id);
      await goOn(id);
      await second.broken(id, "One two ");
      await goOn(id);
      const whole = await readUntil(ann.ctx, id, (transcript) => gist(transcript)[1] === "One two three.");
      expect((await readUntil(ann.ctx, id, isIdle)).messages).toHaveLength(2);
      expect(whole.messages).toHaveLength(2);
      const events = await readAllEvents(ann.ctx, id);
      const byOne = events.reduce((transcript, event) => fold(transcript, [event]), EMPTY_TRANSCRIPT);
      expect(byOne).toEqual(fold(EMPTY_TRANSCRIPT, events));
    });
  });

  test("one that became too long goes on in the same breath", async () => {
    world.model.script({ text: ["A long st"], isTooLong: true }, { text: ["ory."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Tell");
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Tell", "A long st", "ending: length"]);
      await goOn(id);
      const whole = await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && gist(transcript).length === 2);
      expect(gist(whole)).toEqual(["user: Tell", "A long story."]);
    });
  });

  test("a worker that dies while it goes on loses none of what was said before", async () => {
    const { turn, broken } = breakingTurn("Half ");
    world.model.script(turn, { text: ["lost"], until: new Promise(() => {}) });
    const id = await withWorker(async () => {
      const conversationId = await begin(ann.ctx, "Tell");
      await broken(conversationId);
      await goOn(conversationId);
      await readUntil(ann.ctx, conversationId, (transcript) => gist(transcript)[1] === "Half lost");
      return conversationId;
    });
    world.model.script({ text: ["and half."] });
    await withWorker(async () => {
      const whole = await readUntil(ann.ctx, id, isIdle);
      expect(gist(whole)).toEqual(["user: Tell", "Half and half."]);
    });
  });

  test("an answer that came to its end, or said nothing, does not go on; two clicks are one", async () => {
    world.model.script({ text: ["Done."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hi");
      await readUntil(ann.ctx, id, isIdle);
      expect(await goOn(id)).toEqual({ ok: false, error: "nothing_to_continue" });
      const { turn, broken } = breakingTurn("Half");
      world.model.script(turn, { text: [" and half."] });
      await postMessage(ann.ctx, id, { text: "More", idempotencyKey: newKey() });
      await broken(id);
      const clicks = await Promise.all([goOn(id), goOn(id), goOn(id)]);
      expect(clicks.filter((answer) => answer.ok)).toHaveLength(1);
      await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && gist(transcript).includes("Half and half."));
      expect(await goOn("cnv_nobodys")).toEqual({ ok: false, error: "not_found" });
    });
  });

  test("Try again begins the step anew", async () => {
    const { turn, broken } = breakingTurn("Bad beg");
    world.model.script(turn, { text: ["Good."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Tell");
      await broken(id);
      await postMessage(ann.ctx, id, { retry: true, idempotencyKey: newKey() });
      await readUntil(ann.ctx, id, (transcript) => isIdle(transcript) && gist(transcript)[1] === "Good.");
      expect((await read(ann.ctx, id)).messages).toHaveLength(2);
    });
  });
});

describe("what answers cost", () => {
  const usageOf = (conversationId: string) =>
    db().usage.findMany({
      where: { conversationId, purpose: "turn" },
      orderBy: { id: "asc" },
      omit: { id: true, at: true },
    });

  test("one row for each answer, as the provider counted it, or estimated and marked", async () => {
    world.model.script(
      { text: ["Look."], calls: [{ name: ann.toolName, arguments: {} }], usage: { prompt: 120, completion: 30 } },
      { text: ["Said without counting."] },
    );
    await db().toolPolicy.create({
      data: { orgId: ann.ctx.orgId, connectorId: ann.connectorId, mode: "allow", updatedById: ann.ctx.userId },
    });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      await readUntil(ann.ctx, id, isIdle);
      const [first, second, ...more] = await usageOf(id);
      expect(first).toMatchObject({
        userId: ann.ctx.userId,
        step: 0,
        purpose: "turn",
        modelLabel: "scripted",
        inputTokens: 120,
        outputTokens: 30,
        isEstimated: false,
      });
      expect(second).toMatchObject({ step: 1, isEstimated: true, outputTokens: expect.any(Number) });
      expect(second?.outputTokens).toBeGreaterThan(0);
      expect(first?.durationMs).toBeGreaterThan(0);
      expect(more).toEqual([]);
    });
  });

  test("an answer that broke off costs about what it said; none costs nothing", async () => {
    const { turn, broken } = breakingTurn("x".repeat(400));
    world.model.script(turn);
    await withWorker(async () => {
      const cut = await begin(ann.ctx, "Tell");
      await broken(cut);
      expect(await usageOf(cut)).toMatchObject([{ isEstimated: true, outputTokens: 100 }]);
      world.model.script({ status: 401 });
      const refused = await begin(ann.ctx, "Hi");
      await readUntil(ann.ctx, refused, isIdle);
      expect(await usageOf(refused)).toEqual([]);
    });
  });
});
