import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { answerCallQuestion } from "#lib/chat/answer-question.ts";
import { cancelCall } from "#lib/chat/cancel-call.ts";
import { closeEventStreams, streamConversationEvents } from "#lib/chat/event-stream.ts";
import { stopConversation } from "#lib/chat/post-message.ts";
import type { Transcript } from "#lib/chat/types.ts";
import { db } from "#lib/platform/db/client.ts";
import type { PersonAnswer } from "#lib/questions/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { signedIn } from "#tests/factories/browser.ts";
import {
  done,
  modernScript,
  NAME_FORM,
  type OpenCall,
  streamingScript,
  wantsName,
} from "../tool-calls/asking-server.ts";
import { allowByPolicy } from "../tool-calls/fixture.ts";
import { begin, createWorld, gist, isIdle, isWaiting, lastBlocks, readUntil, type World, withWorker } from "./world.ts";

let world: World;
let ann: Awaited<ReturnType<World["person"]>>;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.server.executed = 0;
  world.server.script = () => undefined;
  world.model.requests.length = 0;
  ann = await world.person();
  await allowByPolicy(ann);
});

const callsIn = (transcript: Transcript): ToolCallView[] =>
  lastBlocks(transcript).flatMap((block) => (block.type === "tool_call" && block.call ? [block.call] : []));
const isAsking = (transcript: Transcript) =>
  callsIn(transcript).some(({ questions }) => questions.some(({ state }) => state === "pending"));

/** Answers whatever the conversation's one call asks. */
async function reply(transcript: Transcript, answer: PersonAnswer): Promise<void> {
  const call = callsIn(transcript).find(({ questions }) => questions.some(({ state }) => state === "pending"));
  const question = call?.questions.find(({ state }) => state === "pending");
  const at = { toolCallId: call?.id ?? "", questionId: question?.id ?? "" };
  expect(await answerCallQuestion(ann.ctx, at, answer)).toEqual({ ok: true, value: { problems: {} } });
}

const act = (...numbers: number[]) => ({
  text: ["Acting."],
  calls: numbers.map((n) => ({ name: ann.toolName, arguments: { n } })),
});
/** What the model was last told of its call. */
const told = () => String(world.model.requests.at(-1)?.messages.at(-1)?.content);

test("a call that rests on a question lays the run aside; the answer takes it up, in another process", async () => {
  const script = modernScript((n) => (n === 0 ? wantsName("s") : done()));
  world.server.script = script;
  world.model.script(act(1), { text: ["Thanks."] });
  const id = await withWorker(async () => {
    const conversationId = await begin(ann.ctx, "Act");
    expect(callsIn(await readUntil(ann.ctx, conversationId, isWaiting))).toMatchObject([{ state: "awaiting_input" }]);
    return conversationId;
  });
  await withWorker(async () => {
    await reply(await readUntil(ann.ctx, id, isAsking), { action: "accept", content: { name: "Ann" } });
    expect(gist(await readUntil(ann.ctx, id, isIdle))).toEqual(["user: Act", "Acting.", "call: succeeded", "Thanks."]);
  }, 2);
  expect(script.sent).toHaveLength(2);
});

test("a question of a server that holds its stream: readers see it, the answer reaches the worker, the model hears", async () => {
  let open: OpenCall | undefined;
  const script = streamingScript(
    () => world.server,
    (call) => {
      open = call;
      call.ask(NAME_FORM);
    },
  );
  world.server.script = script;
  world.model.script(act(1), { text: ["A pity."] });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    const asking = await readUntil(ann.ctx, id, isAsking);
    expect(callsIn(asking)).toMatchObject([{ state: "dispatched", questions: [{ kind: "form", state: "pending" }] }]);
    await reply(asking, { action: "decline" });
    await vi.waitFor(() => expect(script.answers).toMatchObject([{ result: { action: "decline" } }]), 20_000);
    open?.finish();
    const over = await readUntil(ann.ctx, id, isIdle);
    expect(callsIn(over)).toMatchObject([{ state: "succeeded", questions: [{ state: "declined" }] }]);
  });
  expect(told()).toContain("they did not want to answer");
});

test("nobody answers in time: the call expires, the run goes on, the model is told", async () => {
  world.server.script = modernScript(() => wantsName());
  world.model.script(act(1), { text: ["A pity."] });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    await readUntil(ann.ctx, id, isWaiting);
    await db()
      .$executeRaw`UPDATE tool_call_inputs SET expires_at = now() - interval '1 second' WHERE user_id = ${ann.ctx.userId}`;
    expect(callsIn(await readUntil(ann.ctx, id, isIdle))).toMatchObject([{ state: "expired" }]);
  });
  expect(told()).toContain("nobody answered in time");
});

test("Stop while a call rests: cancelled, with its question", async () => {
  world.server.script = modernScript(() => wantsName());
  world.model.script(act(1));
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    await readUntil(ann.ctx, id, isWaiting);
    await stopConversation(ann.ctx, id);
    const over = await readUntil(ann.ctx, id, isIdle);
    expect(callsIn(over)).toMatchObject([{ state: "cancelled", questions: [{ state: "cancelled" }] }]);
  });
});

test("somebody who was removed has nothing left to answer: the run ends, the question with it", async () => {
  world.server.script = modernScript(() => wantsName());
  world.model.script(act(1));
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    await readUntil(ann.ctx, id, isWaiting);
    await db().membership.deleteMany({ where: { userId: ann.ctx.userId } });
    await vi.waitFor(
      async () => {
        const rows = await db().toolCallInput.findMany({ where: { userId: ann.ctx.userId } });
        expect(rows).toMatchObject([{ state: "cancelled" }]);
      },
      { timeout: 20_000, interval: 50 },
    );
  });
});

test("one of two calls is ended alone: its server is told, the other goes on", async () => {
  const open: OpenCall[] = [];
  const script = streamingScript(
    () => world.server,
    (call) => void open.push(call),
  );
  world.server.script = script;
  world.model.script(act(1, 2), { text: ["Half of it."] });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    const running = await readUntil(
      ann.ctx,
      id,
      (now) => callsIn(now).every(({ state }) => state === "dispatched") && callsIn(now).length === 2,
    );
    await vi.waitFor(() => expect(open).toHaveLength(2), 20_000);
    expect(await cancelCall(ann.ctx, callsIn(running)[0]?.id ?? "")).toEqual({ ok: true, value: undefined });
    await readUntil(ann.ctx, id, (now) => callsIn(now)[0]?.state === "cancelled");
    await vi.waitFor(() => expect(script.notices).toContain("notifications/cancelled"), 20_000);
    for (const call of open) call.finish();
    expect(callsIn(await readUntil(ann.ctx, id, isIdle)).map(({ state }) => state)).toEqual(["cancelled", "succeeded"]);
  });
});

test("progress passes by on the event stream, at most twice a second, and leaves nothing in the log", async () => {
  const server = createServer((request, response) => {
    void streamConversationEvents(request, response, request.url?.split("/")[3] ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let open: OpenCall | undefined;
  let token: unknown;
  world.server.script = streamingScript(
    () => world.server,
    (call, { message }) => {
      open = call;
      token = (message.params as { _meta?: { progressToken?: unknown } })._meta?.progressToken;
    },
  );
  world.model.script(act(1), { text: ["Done."] });
  await withWorker(async () => {
    const id = await begin(ann.ctx, "Act");
    const { port } = server.address() as AddressInfo;
    const headers = { cookie: await signedIn(ann.member) };
    const request = httpRequest({ port, host: "127.0.0.1", path: `/api/conversations/${id}/events`, headers }).end();
    const response = await new Promise<IncomingMessage>((resolve) => request.on("response", resolve));
    let raw = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      raw += chunk;
    });
    await vi.waitFor(() => expect(open).toBeDefined(), 20_000);
    await vi.waitFor(() => expect(raw).toContain('"dispatched"'), 20_000);
    for (let progress = 1; progress <= 8; progress += 1) {
      const params = { progressToken: token, progress, total: 8, message: `Step ${progress}` };
      open?.send({ method: "notifications/progress", params });
    }
    const news = () => [...raw.matchAll(/^event: progress\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ""));
    await vi.waitFor(() => expect(news().at(-1)).toMatchObject({ progress: 8, total: 8, message: "Step 8" }), 20_000);
    expect(news().length).toBeLessThanOrEqual(3);
    open?.finish();
    await readUntil(ann.ctx, id, isIdle);
    const types = await db().conversationEvent.findMany({ where: { conversationId: id }, select: { type: true } });
    expect(types.map(({ type }) => type)).not.toContain("progress");
    request.destroy();
  });
  closeEventStreams();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
