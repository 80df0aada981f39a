import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stopConversation } from "#lib/chat/post-message.ts";
import { askForReport, decideResearch } from "#lib/chat/research/decide.ts";
import { db } from "#lib/platform/db/client.ts";
import { PARALLEL_CALLS } from "#lib/research/constants.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { createWorld, isIdle, readUntil, say, type World, withWorker } from "../chat/world.ts";
import { answer } from "../mcp/scripted-server.ts";
import { describeTool, setPolicy, TOOL } from "../tool-calls/fixture.ts";
import {
  ask,
  asShown,
  CLAIMS,
  callsOf,
  classify,
  type Investigator,
  investigator,
  note,
  play,
  proposePlan,
  researchIn,
  start,
  until,
} from "./world.ts";

let world: World;
let ann: Investigator;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.server.executed = 0;
  world.server.script = () => undefined;
  world.model.requests.length = 0;
  ann = await investigator(world);
});

const looking = (calls = 5) =>
  proposePlan({ reason: "It knows.", questions: [{ question: "What is it?", tools: [ann.look] }], calls });
const look = (n: number) => ({ name: ann.look, arguments: { n } });
const done = { text: ["done"] };
const notFound = { ok: false, error: "not_found" };

/** Asks, starts the plan as it is shown, and waits for the end. */
async function investigate(question = "What is it?") {
  const id = await ask(ann.ctx, question);
  expect(await start(ann.ctx, await until(ann.ctx, id, "proposed"))).toEqual({ ok: true, value: undefined });
  const research = researchIn(await readUntil(ann.ctx, id, isIdle));
  return { id, research, calls: await callsOf(id) };
}

describe("an investigation", () => {
  test("plan, one approval, calls of the plan only, notes, a report whose citations are checked", async () => {
    const closed = { name: "close_question", arguments: { question: "q1" } };
    play(world, {
      plan: looking(),
      work: (_, nth) =>
        [
          { calls: [look(1), look(2)] },
          { calls: [note("One is done.", 1), note("Nothing supports this.", 9), closed] },
        ][nth] ?? done,
      report: { text: ["Both are known [2][1]. ", "A lie [7]. "] },
    });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What are one and two?");
      const proposed = await until(ann.ctx, id, "proposed");
      expect(proposed.plan).toMatchObject({
        question: "What are one and two?",
        questions: [{ text: "What is it?" }],
        tools: [{ toolName: "act", connectorName: "Scripted", accountName: "ann@there" }],
        caps: { calls: 5 },
      });
      expect(world.server.executed).toBe(0);

      expect(await start(ann.ctx, proposed)).toEqual({ ok: true, value: undefined });
      const research = researchIn(await readUntil(ann.ctx, id, isIdle));
      expect(research).toMatchObject({ state: "finished", answered: ["q1"], refused: 0 });
      expect(research?.findings).toEqual([expect.objectContaining({ text: "One is done." })]);
      expect(research?.report).toMatchObject({ text: "Both are known [1][2]. A lie.", removed: 1, endedBy: null });
      const calls = await callsOf(id);
      expect(calls.map(({ origin, state, rule }) => [origin, state, rule])).toEqual([
        ["research", "succeeded", { code: "allowed_by_plan" }],
        ["research", "succeeded", { code: "allowed_by_plan" }],
      ]);
      expect(research?.report?.sources.map(({ n, toolCallId }) => [n, toolCallId])).toEqual([
        [1, calls[1]?.id],
        [2, calls[0]?.id],
      ]);
      const trail = await db().auditEvent.findMany({
        where: { subjectId: research?.id ?? "" },
        orderBy: { id: "asc" },
      });
      expect(trail.map(({ type }) => type)).toEqual(["research.proposed", "research.decided", "research.finished"]);
    });
    expect(world.server.executed).toBe(2);
  });

  test("what comes of it is what a model is told later in the conversation, not all it went through", async () => {
    play(world, {
      plan: looking(),
      work: (_, nth) => (nth === 0 ? { calls: [look(1)] } : done),
      report: { text: ["It is it [1]."] },
    });
    await withWorker(async () => {
      const { id } = await investigate();
      world.model.script({ text: ["Yes."] });
      world.model.requests.length = 0;
      await say(ann.ctx, id, "Sure?");
      await readUntil(ann.ctx, id, isIdle);
      const said = JSON.stringify(world.model.requests[0]?.messages);
      expect(said).toContain("It is it [1].");
      expect(said).not.toContain("tool_calls");
    });
  });
});

describe("what may be in a plan", () => {
  test("without a tool that owners called a read there is none, and the model is not even asked", async () => {
    await db().toolClass.deleteMany({ where: { connectorId: ann.connectorId } });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What is it?");
      expect(await until(ann.ctx, id, "failed")).toMatchObject({ reason: "no_read_tools" });
    });
    expect(world.model.requests).toHaveLength(0);
  });

  test.each([
    ["owners want to be asked about", () => setPolicy(ann, "ask")],
    ["owners block", () => setPolicy(ann, "block")],
    ["changed after owners called it a read", () => describeTool(ann, { ...TOOL, description: "Does more" })],
    ["owners call a write", () => classify(ann, TOOL, "write")],
  ])("not a tool that %s", async (_, change) => {
    await change();
    await withWorker(async () => {
      expect(await until(ann.ctx, await ask(ann.ctx, "What is it?"), "failed")).toMatchObject({
        reason: "no_read_tools",
      });
    });
  });

  test("a tool that only claims to read is left out, whatever the model wants", async () => {
    play(world, {
      plan: proposePlan({ questions: [{ question: "What is it?", tools: [ann.look, ann.claims] }] }),
      work: () => done,
      report: done,
    });
    await withWorker(async () => {
      const { plan } = await until(ann.ctx, await ask(ann.ctx, "What is it?"), "proposed");
      expect(plan?.tools.map(({ toolName }) => toolName)).toEqual(["act"]);
    });
    expect(JSON.stringify(world.model.requests[0])).not.toContain(ann.claims);
  });

  test("a plan that makes no sense is asked for once more, then given up", async () => {
    const answers = [{ text: ["Let us see."] }, looking(), { text: ["No."] }, { text: ["Never."] }];
    world.model.script(...answers);
    await withWorker(async () => {
      await until(ann.ctx, await ask(ann.ctx, "What is it?"), "proposed");
      expect(await until(ann.ctx, await ask(ann.ctx, "And this?"), "failed")).toMatchObject({ reason: "no_plan" });
    });
  });
});

describe("while it works", () => {
  test("a tool outside the plan is denied by rule and recorded, though its server says it only reads", async () => {
    play(world, {
      plan: looking(),
      work: (_, nth) => (nth === 0 ? { calls: [{ name: ann.claims, arguments: {} }, look(1)] } : done),
      report: { text: ["It is [2]; erased [1]."] },
    });
    await withWorker(async () => {
      const { calls, research } = await investigate();
      expect(calls.map(({ toolName, state, rule }) => [toolName, state, rule])).toEqual([
        ["erase", "denied", { code: "not_in_plan" }],
        ["act", "succeeded", { code: "allowed_by_plan" }],
      ]);
      expect(research?.report).toMatchObject({ text: "It is [1]; erased.", removed: 1 });
    });
    expect(world.server.executed).toBe(1);
    expect(await db().approval.count({ where: { userId: ann.ctx.userId } })).toBe(0);
  });

  test("owners who take their word back end the tool at once", async () => {
    play(world, {
      plan: looking(),
      work: (_, nth) => (nth < 2 ? { calls: [look(nth)] } : done),
      report: { text: ["So far [1]."] },
    });
    world.server.script = ({ message, response }) => {
      if (message.method !== "tools/call") return undefined;
      void classify(ann, TOOL, "write").then(() =>
        answer(response, message.id, { content: [{ type: "text", text: "it is" }] }),
      );
      return true;
    };
    await withWorker(async () => {
      const { calls } = await investigate();
      expect(calls.map(({ state, rule }) => [state, rule])).toEqual([
        ["succeeded", { code: "allowed_by_plan" }],
        ["denied", { code: "not_read_only" }],
      ]);
    });
  });

  test("a tool that changes in the middle is used no more, whatever owners call the new one", async () => {
    play(world, {
      plan: looking(),
      work: (request, nth) => {
        if (nth > 0) expect(request.tools?.map((tool) => tool.function.name)).not.toContain(ann.look);
        return { calls: [look(nth)] };
      },
      report: { text: ["So far [1]."] },
    });
    world.server.script = ({ message, response }) => {
      if (message.method !== "tools/call") return undefined;
      const changed = { ...TOOL, description: "Does something else" };
      // Owners call the new one a read too: the plan is still about the old one.
      void describeTool(ann, changed)
        .then(() => classify(ann, TOOL))
        .then(() => answer(response, message.id, { content: [{ type: "text", text: "it is" }] }));
      return true;
    };
    await withWorker(async () => {
      const { calls, research } = await investigate();
      expect(research).toMatchObject({ state: "finished", endedBy: "tools", report: { text: "So far [1]." } });
      expect(calls.map(({ state }) => state)).toEqual(["succeeded"]);
    });
  });

  test("a model that asks for a hundred calls at once gets as many as the plan has, a few at a time", async () => {
    const underWay: (() => void)[] = [];
    let most = 0;
    world.server.script = ({ message, response }) => {
      if (message.method !== "tools/call") return undefined;
      world.server.executed += 1;
      underWay.push(() => answer(response, message.id, { content: [{ type: "text", text: "it is" }] }));
      most = Math.max(most, underWay.length);
      // As many as may be there are there; one too many has the time to come too.
      if (underWay.length === PARALLEL_CALLS.perConnector)
        void sleep(100).then(() => {
          for (const end of underWay.splice(0)) end();
        });
      return true;
    };
    const hundred = { calls: Array.from({ length: 100 }, (_, n) => look(n)) };
    play(world, { plan: looking(12), work: () => hundred, report: { text: ["Much [1]."] } });
    await withWorker(async () => {
      const { calls, research } = await investigate();
      expect(calls).toHaveLength(12);
      expect(research).toMatchObject({ refused: 88, endedBy: "calls", report: { endedBy: "calls" } });
    });
    expect(world.server.executed).toBe(12);
    expect(most).toBe(PARALLEL_CALLS.perConnector);
  });

  test("tokens used up end the work", async () => {
    play(world, {
      plan: looking(),
      work: (_, nth) => ({ calls: [look(nth)], usage: { prompt: 9_000, completion: 900 } }),
      report: { text: ["So far [1]."] },
    });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What is it?");
      await start(ann.ctx, await until(ann.ctx, id, "proposed"), { caps: { calls: 9, minutes: 5, tokens: 20_000 } });
      expect(researchIn(await readUntil(ann.ctx, id, isIdle))).toMatchObject({ endedBy: "tokens", state: "finished" });
      expect(await callsOf(id)).toHaveLength(2);
    });
  });

  test("what is under way when time is up is ended, and the report written", async () => {
    play(world, { plan: looking(), work: () => ({ calls: [look(1)] }), report: { text: ["Nothing."] } });
    world.server.script = ({ message }) => message.method === "tools/call" || undefined;
    const id = await ask(ann.ctx, "What is it?");
    const shown = await withWorker(() => until(ann.ctx, id, "proposed"));
    await start(ann.ctx, shown, { caps: { calls: 5, minutes: 1, tokens: 100_000 } });
    await db().$executeRaw`UPDATE research SET approved_at = now() - interval '58 seconds' WHERE id = ${shown.id}`;
    await withWorker(() => readUntil(ann.ctx, id, isIdle));
    expect(researchIn(await readUntil(ann.ctx, id, isIdle))).toMatchObject({ state: "finished", endedBy: "minutes" });
    expect((await callsOf(id)).map(({ state }) => state)).toEqual(["cancelled"]);
  });

  test("a server that asks its person something is not answered", async () => {
    world.server.script = ({ message, response }) => {
      if (message.method !== "tools/call") return undefined;
      response.writeHead(200, { "content-type": "text/event-stream" });
      const params = {
        message: "Who are you?",
        requestedSchema: { type: "object", properties: { name: { type: "string" } } },
      };
      response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", id: 77, method: "elicitation/create", params })}\n\n`);
      void sleep(200).then(() => {
        const result = { content: [{ type: "text", text: "it is" }] };
        response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id: message.id, result })}\n\n`);
      });
      return true;
    };
    play(world, {
      plan: looking(),
      work: (_, nth) => (nth === 0 ? { calls: [look(1)] } : done),
      report: { text: ["So [1]."] },
    });
    await withWorker(() => investigate());
    expect(await db().toolCallInput.count({ where: { userId: ann.ctx.userId } })).toBe(0);
  });
});

describe("the person", () => {
  test("makes the plan smaller, and only what is left is worked through", async () => {
    await classify(ann, CLAIMS);
    play(world, {
      plan: proposePlan({ questions: ["One?", "Two?"], tools: [ann.look, ann.claims] }),
      work: (_, nth) => (nth === 0 ? { calls: [{ name: ann.claims, arguments: {} }, look(1)] } : done),
      report: { text: ["So [2]."] },
    });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What is it?");
      const shown = await until(ann.ctx, id, "proposed");
      expect(shown.plan?.tools).toHaveLength(2);
      const questions = [{ id: "q2", text: "Two, really?" }];
      const tools = [{ connectionId: ann.connectionId, toolName: "act" }];
      expect(await start(ann.ctx, shown, { questions, tools })).toMatchObject({ ok: true });
      const research = researchIn(await readUntil(ann.ctx, id, isIdle));
      expect(research?.plan).toMatchObject({ questions, tools: [{ toolName: "act" }] });
      expect(research?.planHash).not.toBe(shown.planHash);
      expect((await callsOf(id)).map(({ toolName, state }) => [toolName, state])).toEqual([
        ["erase", "denied"],
        ["act", "succeeded"],
      ]);
    });
  });

  test("answers once: not twice, not in two tabs, not about another plan, not too late", async () => {
    play(world, { plan: looking(), work: () => done, report: done });
    await withWorker(async () => {
      const shown = await until(ann.ctx, await ask(ann.ctx, "What is it?"), "proposed");
      expect(await start(ann.ctx, { ...shown, planHash: "0".repeat(64) })).toEqual({
        ok: false,
        error: "plan_changed",
      });
      expect(await start(ann.ctx, shown, { tools: [] })).toEqual({ ok: false, error: "plan_empty" });
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () => start(ann.ctx, shown)),
        decideResearch(ann.ctx, { id: shown.id, decision: "decline", planHash: shown.planHash ?? "" }),
      ]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await start(ann.ctx, shown)).toEqual({ ok: false, error: "already_decided" });

      const late = await until(ann.ctx, await ask(ann.ctx, "And this?"), "proposed");
      await db().research.update({ where: { id: late.id }, data: { expiresAt: new Date(Date.now() - 1_000) } });
      expect((await start(ann.ctx, late)).ok).toBe(false);
      const { conversationId } = await db().research.findUniqueOrThrow({ where: { id: late.id } });
      await readUntil(ann.ctx, conversationId, isIdle);
      expect(researchIn(await readUntil(ann.ctx, conversationId, isIdle))).toMatchObject({
        state: "declined",
        reason: "expired",
      });
    });
    expect(world.server.executed).toBe(0);
  });

  test("declines: nothing runs, and the conversation goes on", async () => {
    play(world, { plan: looking(), work: () => done, report: done });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What is it?");
      const { planHash, id: researchId } = await until(ann.ctx, id, "proposed");
      const no = { id: researchId, decision: "decline" as const, planHash: planHash ?? "" };
      expect(await decideResearch(ann.ctx, no)).toMatchObject({ ok: true });
      const transcript = await readUntil(ann.ctx, id, isIdle);
      expect(researchIn(transcript)).toMatchObject({ state: "declined", reason: "person" });
      expect(await askForReport(ann.ctx, researchId)).toEqual({ ok: false, error: "already_decided" });
    });
    expect(world.server.executed).toBe(0);
  });

  test("stops: what was found stays, and a report can be written from it", async () => {
    const hanging = Promise.withResolvers<void>();
    play(world, {
      plan: looking(),
      work: (_, nth) =>
        [{ calls: [look(1)] }, { calls: [note("It is.", 1)] }][nth] ?? { text: ["…"], until: hanging.promise },
      report: { text: ["It is [1]."] },
    });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What is it?");
      await start(ann.ctx, await until(ann.ctx, id, "proposed"));
      await readUntil(ann.ctx, id, (now) => (researchIn(now)?.findings.length ?? 0) > 0);
      await stopConversation(ann.ctx, id);
      const stopped = await until(ann.ctx, id, "stopped");
      expect(stopped.findings).toEqual([expect.objectContaining({ text: "It is." })]);
      await readUntil(ann.ctx, id, isIdle);
      // Something is said in between; the report still stands where the question was asked.
      expect(await askForReport(ann.ctx, stopped.id)).toMatchObject({ ok: true });
      expect(await askForReport(ann.ctx, stopped.id)).toMatchObject({ ok: false });
      const finished = await until(ann.ctx, id, "finished");
      expect(finished.report).toMatchObject({ text: "It is [1].", endedBy: "stopped" });
    });
    hanging.resolve();
    expect(world.server.executed).toBe(1);
  });

  test("stops while the plan waits", async () => {
    play(world, { plan: looking(), work: () => done, report: done });
    await withWorker(async () => {
      const id = await ask(ann.ctx, "What is it?");
      const shown = await until(ann.ctx, id, "proposed");
      await stopConversation(ann.ctx, id);
      await until(ann.ctx, id, "stopped");
      expect(await start(ann.ctx, shown)).toEqual({ ok: false, error: "already_decided" });
    });
  });

  test("is the only one to whom it exists", async () => {
    play(world, { plan: looking(), work: () => done, report: done });
    const colleague = contextFor(await createMember({ org: ann.member.org, role: "owner" }));
    const stranger = contextFor(await createMember());
    await withWorker(async () => {
      const shown = await until(ann.ctx, await ask(ann.ctx, "What is it?"), "proposed");
      for (const ctx of [colleague, stranger]) {
        expect(await start(ctx, shown)).toEqual(notFound);
        expect(await askForReport(ctx, shown.id)).toEqual(notFound);
        const no = { id: shown.id, decision: "decline" as const, planHash: shown.planHash ?? "" };
        expect(await decideResearch(ctx, no)).toEqual(notFound);
      }
    });
  });

  test("has nothing of anybody else's in a plan: another's account is not a candidate", async () => {
    const bea = await investigator(world);
    play(world, {
      plan: proposePlan({ questions: ["What?"], tools: [ann.look, bea.look] }),
      work: () => ({ calls: [{ name: bea.look, arguments: {} }] }),
      report: done,
    });
    await withWorker(async () => {
      const { calls, research } = await investigate();
      expect(research?.plan?.tools.map(({ connectionId }) => connectionId)).toEqual([ann.connectionId]);
      expect(calls).toEqual([]);
      expect(asShown(research ?? (undefined as never)).tools).toHaveLength(1);
    });
    expect(world.server.executed).toBe(0);
  });
});
