import { describe, expect, test, vi } from "vitest";
import { answerCallQuestion } from "#lib/chat/answer-question.ts";
import { cancelCall } from "#lib/chat/cancel-call.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { MAX_ROUNDS } from "#lib/questions/constants.ts";
import type { PersonAnswer } from "#lib/questions/types.ts";
import { WORKER_LOST } from "#lib/tool-calls/constants.ts";
import { toolCallViews } from "#lib/tool-calls/data.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { expireQuestions, sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { done, modernScript, NAME_FORM, type OpenCall, streamingScript, wantsName } from "./asking-server.ts";
import { eachInAScene } from "./each-in-a-scene.ts";
import { allowByPolicy, propose, type Scene, trailOf } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
eachInAScene(async (now) => {
  ({ server, scene } = now);
  await allowByPolicy(scene);
});

const advance = (id: string) => advanceToolCall(scene.ctx, id);
const types = async (id: string) => (await trailOf(id)).map((event) => event.type.replace("toolCall.", ""));
const view = async (id: string): Promise<ToolCallView> => {
  const found = (await toolCallViews(scene.ctx, [id])).get(id);
  if (!found) throw new Error("No such call");
  return found;
};
/** The call's open question, as soon as there is one. */
const openQuestion = (id: string) =>
  vi.waitFor(
    async () => {
      const question = (await view(id)).questions.find((each) => each.state === "pending");
      if (!question) throw new Error("Nothing is asked");
      return question;
    },
    { timeout: 20_000, interval: 20 },
  );
const reply = async (id: string, answer: PersonAnswer, ctx = scene.ctx) =>
  answerCallQuestion(ctx, { toolCallId: id, questionId: (await openQuestion(id)).id }, answer);
const ann = { action: "accept", content: { name: "Ann" } } as const;

describe("a server of 2026-07-28 that needs an answer", () => {
  /** A call that rests on its first question. */
  const ask = async (state?: string) => {
    const script = modernScript((n) => (n === 0 ? wantsName(state) : done()));
    server.script = script;
    const id = await propose(scene);
    expect(await advance(id)).toMatchObject({ state: "awaiting_input", failure: null });
    return { id, script };
  };

  test("the call rests, nothing is held; the answer and the server's state go back, byte for byte", async () => {
    const state = ' {"opaque":"é\\u0041 \\n"}=';
    const { id, script } = await ask(state);
    expect(await openQuestion(id)).toMatchObject({ kind: "form", message: "Who are you?", fields: [{ name: "name" }] });
    expect(await reply(id, ann)).toEqual({ ok: true, value: { problems: {} } });
    // Another process takes it up: none of its connections is there any more.
    await sessionPool().closeAll();
    expect(await advance(id)).toMatchObject({ state: "succeeded", result: { content: [{ text: "done" }] } });
    const [first, second] = script.sent;
    expect(second?.params.inputResponses).toEqual({ who: ann });
    expect(second?.params.requestState).toBe(state);
    expect(second?.params.arguments).toEqual(first?.params.arguments);
    expect(script.sent).toHaveLength(2);
    expect(await types(id)).toEqual(["requested", "dispatched", "questioned", "answered", "continued", "finished"]);
  });

  test("ended by its person before the question arrived, the call does not come to rest on it", async () => {
    const ends: { now?: () => Promise<unknown> } = {};
    const script = modernScript(() => wantsName());
    server.script = (exchange) => {
      if (exchange.message.method !== "tools/call") return script(exchange);
      void ends.now?.().then(() => script(exchange));
      return true;
    };
    const id = await propose(scene);
    ends.now = () => cancelCall(scene.ctx, id);
    expect(await advance(id)).toMatchObject({ state: "cancelled", questions: [] });
  });

  test("a server without a state gets none", async () => {
    const { id, script } = await ask();
    await reply(id, { action: "decline" });
    await advance(id);
    expect(script.sent[1]?.params).toMatchObject({ inputResponses: { who: { action: "decline" } } });
    expect(script.sent[1]?.params).not.toHaveProperty("requestState");
  });

  test("the fields of a form stay in the server's order", async () => {
    const properties = Object.fromEntries(["surname", "name", "a"].map((name) => [name, { type: "string" }]));
    const params = { message: "Who?", requestedSchema: { type: "object", properties } };
    const inputRequests = { who: { method: "elicitation/create", params } };
    server.script = modernScript(() => ({ resultType: "input_required", inputRequests }));
    const id = await propose(scene);
    await advance(id);
    expect(await openQuestion(id)).toMatchObject({ fields: [{ name: "surname" }, { name: "name" }, { name: "a" }] });
  });

  test("declining and cancelling are told apart", async () => {
    const { id, script } = await ask();
    await reply(id, { action: "cancel" });
    await advance(id);
    expect(script.sent[1]?.params.inputResponses).toEqual({ who: { action: "cancel" } });
  });

  test("of 20 that go on with it at once, one does", async () => {
    const { id, script } = await ask();
    await reply(id, ann);
    await Promise.all(Array.from({ length: 20 }, () => advance(id)));
    expect(script.sent).toHaveLength(2);
    expect((await types(id)).filter((type) => type === "continued")).toHaveLength(1);
  });

  test("before it is answered nothing goes on", async () => {
    const { id, script } = await ask();
    expect(await advance(id)).toMatchObject({ state: "awaiting_input" });
    expect(script.sent).toHaveLength(1);
  });

  test("the process dies after it took the answer up: the outcome is unknown, nothing is sent again", async () => {
    const { id, script } = await ask();
    await reply(id, ann);
    await db().toolCall.update({ where: { id }, data: { state: "dispatched" } });
    await sweepDeadToolCalls([scene.runId]);
    expect(await advance(id)).toMatchObject({ state: "outcome_unknown", failure: { code: "worker_lost" } });
    expect(script.sent).toHaveLength(1);
  });

  test("its time is up: expired, and the server never hears of it", async () => {
    const { id, script } = await ask();
    const question = await openQuestion(id);
    await db()
      .$executeRaw`UPDATE tool_call_inputs SET expires_at = now() - interval '1 second' WHERE id = ${question.id}`;
    expect(await answerCallQuestion(scene.ctx, { toolCallId: id, questionId: question.id }, ann)).toEqual({
      ok: false,
      error: "question_expired",
    });
    expect((await expireQuestions()).map((call) => call.id)).toContain(id);
    expect(await advance(id)).toMatchObject({ state: "expired", questions: [{ state: "expired" }] });
    expect(script.sent).toHaveLength(1);
  });

  test("a server that asks without end is given up", async () => {
    const script = modernScript(() => wantsName());
    server.script = script;
    const id = await propose(scene);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      expect(await advance(id)).toMatchObject({ state: "awaiting_input" });
      await reply(id, ann);
    }
    expect(await advance(id)).toMatchObject({ state: "failed", failure: { code: "input_endless" } });
    expect(script.sent).toHaveLength(MAX_ROUNDS + 1);
  });

  test("one that only wants its state back gets it, without anybody being asked", async () => {
    const script = modernScript((n) => (n === 0 ? { resultType: "input_required", requestState: "s" } : done()));
    server.script = script;
    expect(await advance(await propose(scene))).toMatchObject({ state: "succeeded", questions: [] });
    expect(script.sent[1]?.params).toMatchObject({ requestState: "s" });
  });

  test.each([
    ["a model of ours", { a: { method: "sampling/createMessage", params: { messages: [], maxTokens: 1 } } }],
    ["our files", { a: { method: "roots/list" } }],
    [
      "what no form can hold",
      {
        a: {
          method: "elicitation/create",
          params: {
            message: "",
            requestedSchema: {
              type: "object",
              properties: { a: { type: "object" } },
            },
          },
        },
      },
    ],
    [
      "an address that is none",
      {
        a: {
          method: "elicitation/create",
          params: { mode: "url", message: "", elicitationId: "e", url: "javascript:alert(1)" },
        },
      },
    ],
  ])("one that asks for %s gets nothing: failed, with the reason", async (_, inputRequests) => {
    server.script = modernScript(() => ({ resultType: "input_required", inputRequests }));
    expect(await advance(await propose(scene))).toMatchObject({
      state: "failed",
      failure: { code: "input_unsupported" },
      questions: [],
    });
  });

  test("a state too large to keep: failed, with the reason", async () => {
    server.script = modernScript(() => wantsName("x".repeat(300_000)));
    expect(await advance(await propose(scene))).toMatchObject({ failure: { code: "input_unsupported" } });
  });

  describe("answering", () => {
    test("a double click answers once", async () => {
      const { id } = await ask();
      const at = { toolCallId: id, questionId: (await openQuestion(id)).id };
      const answers = await Promise.all(Array.from({ length: 10 }, () => answerCallQuestion(scene.ctx, at, ann)));
      expect(answers.filter((each) => each.ok)).toHaveLength(1);
      expect(answers.filter((each) => !each.ok && each.error === "already_answered")).toHaveLength(9);
    });

    test("somebody else's question is not found, nor is one of another call", async () => {
      const { id } = await ask();
      const question = await openQuestion(id);
      const at = { toolCallId: id, questionId: question.id };
      for (const member of [await createMember({ org: scene.member.org, role: "owner" }), await createMember()]) {
        expect(await answerCallQuestion(contextFor(member), at, ann)).toEqual({ ok: false, error: "not_found" });
        expect(await cancelCall(contextFor(member), id)).toEqual({ ok: false, error: "not_found" });
      }
      const other = await propose(scene);
      expect(await answerCallQuestion(scene.ctx, { ...at, toolCallId: other }, ann)).toEqual({
        ok: false,
        error: "not_found",
      });
      expect((await view(id)).questions).toMatchObject([{ state: "pending" }]);
    });

    test("what does not fit the question is not taken, and said field by field", async () => {
      const { id } = await ask();
      expect(await reply(id, { action: "accept", content: {} })).toEqual({
        ok: true,
        value: { problems: { name: "required" } },
      });
      expect(await reply(id, { action: "accept", content: { name: "A", admin: true } })).toEqual({
        ok: true,
        value: { problems: { name: "too_short", admin: "unknown_field" } },
      });
      expect((await view(id)).questions).toMatchObject([{ state: "pending" }]);
    });
  });
});

describe("a server of 2025-11-25 that asks while it works", () => {
  /** A call whose server asks at once and finishes when it has an answer. */
  const ask = (params: object = NAME_FORM) => {
    let open: OpenCall | undefined;
    const script = streamingScript(
      () => server,
      (call) => {
        open = call;
        call.ask(params);
      },
    );
    server.script = script;
    const answered = () => vi.waitFor(() => script.answers[0] ?? Promise.reject(new Error("No answer")), 20_000);
    return { script, answered, finish: () => open?.finish(), open: () => open };
  };

  test("the call stays sent, waits for its person, and goes on with the answer", async () => {
    const { answered, finish } = ask();
    const id = await propose(scene);
    const told: number[] = [];
    const running = advanceToolCall(scene.ctx, id, { onQuestion: () => void told.push(1) });
    expect(await openQuestion(id)).toMatchObject({ kind: "form", message: "Who are you?" });
    expect(await view(id)).toMatchObject({ state: "dispatched" });
    expect(await reply(id, ann)).toEqual({ ok: true, value: { problems: {} } });
    expect(await answered()).toMatchObject({ id: "q1", result: ann });
    finish();
    expect(await running).toMatchObject({ state: "succeeded", questions: [{ state: "accepted" }] });
    expect(server.executed).toBe(1);
    expect(told).toHaveLength(2);
  });

  test.each(["decline", "cancel"] as const)("%s is told as such", async (action) => {
    const { answered, finish } = ask();
    const id = await propose(scene);
    const running = advance(id);
    await reply(id, { action });
    expect(await answered()).toMatchObject({ result: { action } });
    finish();
    await running;
  });

  test("nobody answers in time: the server hears that, and the call goes on", async () => {
    const { answered, finish } = ask();
    const id = await propose(scene);
    const running = advance(id);
    const { id: questionId } = await openQuestion(id);
    await db()
      .$executeRaw`UPDATE tool_call_inputs SET expires_at = now() - interval '1 second' WHERE id = ${questionId}`;
    expect(await answered()).toMatchObject({ result: { action: "cancel" } });
    finish();
    expect(await running).toMatchObject({ state: "succeeded", questions: [{ state: "expired" }] });
  });

  test("the person is removed while they are asked: the question is taken back, and nothing is said for them", async () => {
    const { script } = ask();
    const id = await propose(scene);
    const stop = new AbortController();
    const running = advanceToolCall(scene.ctx, id, { signal: stop.signal });
    await openQuestion(id);
    await db().membership.deleteMany({ where: { userId: scene.ctx.userId } });
    await vi.waitFor(async () => expect((await view(id)).questions).toMatchObject([{ state: "cancelled" }]), 20_000);
    stop.abort("stop");
    await running;
    expect(script.answers).toEqual([]);
  });

  test("Stop while it asks: cancelled, the server is told, and the question is over", async () => {
    const { script } = ask();
    const id = await propose(scene);
    const stop = new AbortController();
    const running = advanceToolCall(scene.ctx, id, { signal: stop.signal });
    await openQuestion(id);
    stop.abort("stop");
    expect(await running).toMatchObject({ state: "cancelled" });
    await vi.waitFor(async () => expect((await view(id)).questions).toMatchObject([{ state: "cancelled" }]), 20_000);
    await vi.waitFor(() => expect(script.notices).toContain("notifications/cancelled"), 20_000);
  });

  test("the process that holds it dies: the outcome is unknown, the question is over", async () => {
    ask();
    const id = await propose(scene);
    const worker = new AbortController();
    const running = advanceToolCall(scene.ctx, id, { signal: worker.signal });
    const question = await openQuestion(id);
    await sweepDeadToolCalls([scene.runId]);
    expect(await view(id)).toMatchObject({ state: "outcome_unknown", questions: [{ state: "cancelled" }] });
    expect(await answerCallQuestion(scene.ctx, { toolCallId: id, questionId: question.id }, ann)).toMatchObject({
      ok: false,
    });
    worker.abort(WORKER_LOST);
    await running;
    expect(server.executed).toBe(1);
  });

  test("what no form can hold is refused, and the call goes on", async () => {
    const { answered, finish } = ask({
      message: "x",
      requestedSchema: { type: "object", properties: { a: { type: "object" } } },
    });
    const id = await propose(scene);
    const running = advance(id);
    expect(await answered()).toMatchObject({ error: { code: -32602 } });
    finish();
    expect(await running).toMatchObject({ state: "succeeded", questions: [] });
  });

  test("an address: shown whole; the server's word that it is done settles it", async () => {
    const { answered, finish, open } = ask({
      mode: "url",
      message: "Sign here",
      url: "https://example.com/sign?id=1",
      elicitationId: "e1",
    });
    const id = await propose(scene);
    const running = advance(id);
    expect(await openQuestion(id)).toMatchObject({ kind: "url", url: "https://example.com/sign?id=1" });
    open()?.send({ method: "notifications/elicitation/complete", params: { elicitationId: "e1" } });
    expect(await answered()).toMatchObject({ result: { action: "accept" } });
    finish();
    expect(await running).toMatchObject({ questions: [{ state: "accepted" }] });
  });
});

describe("an error that names addresses to visit first (-32042)", () => {
  const required = {
    code: -32042,
    message: "First",
    data: { elicitations: [{ mode: "url", elicitationId: "e1", url: "https://example.com/agree", message: "Agree" }] },
  };
  /** Refuses the first `times` calls. */
  const refuse = (times: number) => {
    server.script = ({ response, message }) => {
      if (message.method !== "tools/call") return undefined;
      if (server.executed >= times) return undefined;
      server.executed += 1;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, error: required }));
      return true;
    };
  };

  test("the call rests; once the person has been there it is sent again, once", async () => {
    refuse(1);
    const id = await propose(scene);
    expect(await advance(id)).toMatchObject({ state: "awaiting_input", questions: [{ kind: "url" }] });
    await reply(id, { action: "accept" });
    expect(await advance(id)).toMatchObject({ state: "succeeded" });
    expect(server.executed).toBe(2);
  });

  test("declined: nothing was carried out, nothing is sent", async () => {
    refuse(1);
    const id = await propose(scene);
    await advance(id);
    await reply(id, { action: "decline" });
    expect(await advance(id)).toMatchObject({ state: "denied", failure: { code: "input_declined" } });
    expect(server.executed).toBe(1);
  });

  test("asked for a second time: given up, not sent a third time", async () => {
    refuse(5);
    const id = await propose(scene);
    await advance(id);
    await reply(id, { action: "accept" });
    expect(await advance(id)).toMatchObject({ state: "failed", failure: { code: "input_endless" } });
    expect(server.executed).toBe(2);
  });
});
