import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideCall } from "#lib/chat/decide-call.ts";
import { postMessage, startConversation, stopConversation } from "#lib/chat/post-message.ts";
import { db } from "#lib/platform/db/client.ts";
import { allowByPolicy, TOOL } from "../tool-calls/fixture.ts";
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

const toolCallIdIn = (transcript: Parameters<typeof lastBlocks>[0]) => {
  const block = lastBlocks(transcript).find((one) => one.type === "tool_call");
  return block?.type === "tool_call" ? block.toolCallId : "";
};

describe("a turn", () => {
  test("text, a call that policy allows, its result given to the model, the answer", async () => {
    await allowByPolicy(ann);
    world.model.script(
      { text: ["I will ", "look."], calls: [{ name: ann.toolName, arguments: { n: 1 } }] },
      { text: ["It says ", "done."] },
    );
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act, please");
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(gist(transcript)).toEqual(["user: Act, please", "I will look.", "call: succeeded", "It says done."]);
    });
    expect(world.server.executed).toBe(1);
    const [first, second] = world.model.requests;
    expect(first?.tools?.map((tool) => tool.function.name)).toEqual([ann.toolName]);
    expect(first?.messages.map((message) => message.role)).toEqual(["system", "user"]);
    expect(second?.messages.map((message) => message.role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(second?.messages.at(-1)?.content).toBe("done 1");
  });

  test("a call that waits lays the run aside; the decision takes it up, with the arguments as stored", async () => {
    world.model.script({ calls: [{ name: ann.toolName, arguments: { n: 7 } }] }, { text: ["Thanks."] });
    const id = await withWorker(async () => {
      const conversationId = await begin(ann.ctx, "Act");
      await readUntil(ann.ctx, conversationId, isWaiting);
      return conversationId;
    });
    const waiting = await readUntil(ann.ctx, id, isWaiting);
    expect(world.server.executed).toBe(0);
    expect(await db().run.findFirst({ where: { conversationId: id } })).toMatchObject({
      state: "waiting",
      leaseToken: null,
    });
    // Another worker, as if in another process.
    await withWorker(async () => {
      expect(await decideCall(ann.ctx, toolCallIdIn(waiting), "allow_once")).toEqual({ ok: true, value: undefined });
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(gist(transcript)).toEqual(["user: Act", "call: succeeded", "Thanks."]);
      expect(lastBlocks(transcript)[0]).toMatchObject({ call: { arguments: { n: 7 } } });
    });
    expect(world.server.executed).toBe(1);
  });

  test("a denied call is not run, and the model is told", async () => {
    world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] }, { text: ["Very well."] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      await decideCall(ann.ctx, toolCallIdIn(await readUntil(ann.ctx, id, isWaiting)), "deny");
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Act", "call: denied", "Very well."]);
    });
    expect(world.server.executed).toBe(0);
    expect(world.model.requests[1]?.messages.at(-1)?.content).toContain("did not allow this call");
  });

  test("of two calls, one allowed and one asked about, both end before the model goes on", async () => {
    world.model.script(
      {
        calls: [
          { name: ann.toolName, arguments: { n: 1 } },
          { name: ann.toolName, arguments: { n: 2 } },
        ],
      },
      { text: ["Both."] },
    );
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act twice");
      const waiting = await readUntil(ann.ctx, id, isWaiting);
      const ids = lastBlocks(waiting).flatMap((block) => (block.type === "tool_call" ? [block.toolCallId] : []));
      await decideCall(ann.ctx, ids[0] ?? "", "allow_once");
      await readUntil(ann.ctx, id, (transcript) => isWaiting(transcript) && gist(transcript)[1] === "call: succeeded");
      expect(world.model.requests).toHaveLength(1);
      await decideCall(ann.ctx, ids[1] ?? "", "deny");
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual([
        "user: Act twice",
        "call: succeeded",
        "call: denied",
        "Both.",
      ]);
    });
  });

  test("a tool run by hand is asked about like any other, shows its result, and needs no model", async () => {
    const { connectorId, ctx } = ann;
    await withWorker(async () => {
      const begun = await startConversation(ctx, {
        tool: { connectorId, toolName: TOOL.name, arguments: { by: "hand" } },
        idempotencyKey: newKey(),
        toggles: [],
        accounts: [],
      });
      if (!begun.ok) throw new Error(begun.error);
      const id = begun.value.conversationId;
      await decideCall(ctx, toolCallIdIn(await readUntil(ctx, id, isWaiting)), "allow_once");
      expect(gist(await readUntil(ctx, id, isIdle))).toEqual(["user: act", "call: succeeded"]);
      expect(world.model.requests).toHaveLength(0);

      world.model.script({ text: ["I see it."] });
      await say(ctx, id, "What came of it?");
      await readUntil(ctx, id, isIdle);
      expect(world.model.requests[0]?.messages.at(-2)).toMatchObject({ role: "tool", content: "done 1" });
    });
  });
});

describe("what a model may not do", () => {
  test("a tool that is switched off is not offered, and a forged call of it is denied at the door", async () => {
    await allowByPolicy(ann);
    world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] }, { text: ["Oh."] });
    await withWorker(async () => {
      const off = { connectorId: ann.connectorId, toolName: TOOL.name, enabled: false };
      const id = await begin(ann.ctx, "Act", [off]);
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(gist(transcript)).toEqual(["user: Act", "call: denied", "Oh."]);
      expect(lastBlocks(transcript)[0]).toMatchObject({ call: { rule: { code: "tool_off" } } });
    });
    expect(world.model.requests[0]?.tools ?? []).toEqual([]);
    expect(world.server.executed).toBe(0);
  });

  test("tools that do not exist and arguments that are no object never become calls", async () => {
    world.model.script(
      {
        calls: [
          { name: "nobody__nothing", arguments: {} },
          { name: ann.toolName, arguments: '"text"' },
          { name: ann.toolName, arguments: "{broken" },
        ],
      },
      { text: ["Sorry."] },
    );
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual([
        "user: Act",
        "refused: unknown_tool",
        "refused: invalid_arguments",
        "refused: invalid_arguments",
        "Sorry.",
      ]);
    });
    expect(await db().toolCall.count({ where: { userId: ann.ctx.userId } })).toBe(0);
  });
});

describe("ending early", () => {
  test("Stop ends the model in the middle, keeps what it had said, and the next message goes on", async () => {
    const hanging = Promise.withResolvers<void>();
    world.model.script({ text: ["Once upon "], until: hanging.promise });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Tell me a story");
      await readUntil(ann.ctx, id, (transcript) => gist(transcript).includes("Once upon "));
      expect(await stopConversation(ann.ctx, id)).toEqual({ ok: true, value: undefined });
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual([
        "user: Tell me a story",
        "Once upon ",
        "ending: stopped",
      ]);
      world.model.script({ text: ["a time."] });
      await say(ann.ctx, id, "Go on");
      await readUntil(ann.ctx, id, isIdle);
      expect(world.model.requests.at(-1)?.messages.at(-2)).toMatchObject({ role: "assistant", content: "Once upon " });
    });
    hanging.resolve();
  });

  test("Stop while a call waits takes the question back", async () => {
    world.model.script({ calls: [{ name: ann.toolName, arguments: {} }] });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Act");
      const waiting = await readUntil(ann.ctx, id, isWaiting);
      await stopConversation(ann.ctx, id);
      expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Act", "call: cancelled", "ending: stopped"]);
      expect(await decideCall(ann.ctx, toolCallIdIn(waiting), "allow_once")).toEqual({
        ok: false,
        error: "already_decided",
      });
    });
    expect(world.server.executed).toBe(0);
  });

  test("a model that refuses our key fails the run with its reason; trying again works the answer out anew", async () => {
    world.model.script({ status: 401 });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hello");
      const failed = await readUntil(ann.ctx, id, isIdle);
      expect(failed.messages.at(-1)).toMatchObject({ ending: { type: "failed", code: "model_refused_key" } });
      world.model.script({ text: ["Hello!"] });
      expect(await postMessage(ann.ctx, id, { retry: true, idempotencyKey: newKey() })).toMatchObject({ ok: true });
      expect(gist(await readUntil(ann.ctx, id, (t) => isIdle(t) && gist(t).length === 2))).toEqual([
        "user: Hello",
        "Hello!",
      ]);
      expect(await postMessage(ann.ctx, id, { retry: true, idempotencyKey: newKey() })).toEqual({
        ok: false,
        error: "nothing_to_retry",
      });
    });
  });

  test("a model cut off in the middle of a sentence fails the run and keeps the half", async () => {
    const seen = Promise.withResolvers<void>();
    world.model.script({ text: ["Half a "], until: seen.promise, isCut: true });
    await withWorker(async () => {
      const id = await begin(ann.ctx, "Hello");
      await readUntil(ann.ctx, id, (transcript) => gist(transcript).includes("Half a "));
      seen.resolve();
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(gist(transcript)).toEqual(["user: Hello", "Half a ", "ending: failed"]);
    });
  });
});
