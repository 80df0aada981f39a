import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { STREAM_RECHECK_MS } from "#lib/chat/constants.ts";
import { closeEventStreams, streamConversationEvents } from "#lib/chat/event-stream.ts";
import { deleteConversation } from "#lib/chat/mutations/conversation.ts";
import { EMPTY_TRANSCRIPT, fold } from "#lib/chat/transcript.ts";
import type { ConversationEvent } from "#lib/chat/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { signedIn } from "#tests/factories/browser.ts";
import { createMember, createOrg } from "#tests/factories/people.ts";
import { allowByPolicy, type Scene } from "../tool-calls/fixture.ts";
import { begin, createWorld, isIdle, read, readUntil, say, type World, withWorker } from "./world.ts";

let world: World;
let ann: Scene & { toolName: string };
let cookie: string;
let server: Server;
beforeAll(async () => {
  world = await createWorld();
  server = createServer((request, response) => {
    void streamConversationEvents(request, response, request.url?.split("/")[3] ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  closeEventStreams();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await world.close();
});
beforeEach(async () => {
  ann = await world.person();
  await allowByPolicy(ann);
  cookie = await signedIn(ann.member);
});

type Stream = {
  response: IncomingMessage;
  events: ConversationEvent[];
  raw: () => string;
  isOver: () => boolean;
  close: () => void;
};

/** Opens a stream as a browser does. */
async function open(conversationId: string, given: { cookie?: string; after?: number; lastEventId?: number } = {}) {
  const { port } = server.address() as AddressInfo;
  const headers = {
    cookie: given.cookie ?? cookie,
    ...(given.lastEventId !== undefined && { "last-event-id": String(given.lastEventId) }),
  };
  const path = `/api/conversations/${conversationId}/events${given.after === undefined ? "" : `?after=${given.after}`}`;
  const request = httpRequest({ port, host: "127.0.0.1", path, headers });
  request.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on("response", resolve).on("error", reject);
  });
  let [raw, isOver] = ["", false];
  const events: ConversationEvent[] = [];
  response.setEncoding("utf8").on("data", (chunk: string) => {
    raw += chunk;
    const whole = raw.slice(0, raw.lastIndexOf("\n\n") + 1);
    events.splice(0, events.length, ...[...whole.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? "")));
  });
  response.on("close", () => {
    isOver = true;
  });
  const stream: Stream = { response, events, raw: () => raw, isOver: () => isOver, close: () => request.destroy() };
  return stream;
}

const seen = (stream: Stream) => fold(EMPTY_TRANSCRIPT, stream.events);
/** Whether the turn is over and the conversation has its title, which comes after it: nothing more will follow. */
const isWhole = (stream: Stream) => isIdle(seen(stream)) && seen(stream).title !== undefined;
const until = (isThere: () => boolean) =>
  vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 10_000, interval: 15 });

const TURN = () => [
  { text: ["I ", "will ", "look."], calls: [{ name: ann.toolName, arguments: { n: 1 } }] },
  { text: ["It ", "is ", "done."] },
];

test("a stream shows live what a page loaded afterwards shows", async () => {
  world.model.script(...TURN());
  const id = await begin(ann.ctx, "Act");
  const stream = await open(id);
  expect(stream.response.headers["content-type"]).toContain("text/event-stream");
  expect(stream.response.headers["x-content-type-options"]).toBe("nosniff");
  await withWorker(() => until(() => isWhole(stream)));
  expect(seen(stream)).toEqual(await read(ann.ctx, id));
  expect(stream.events.some((event) => event.type === "text_delta")).toBe(true);
  const seqs = stream.events.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(stream.raw()).toMatch(/^retry: \d+\n\n/);
  stream.close();
});

test("cut and resumed anywhere, by Last-Event-ID or ?after=, the conversation comes out the same", async () => {
  world.model.script(...TURN());
  const id = await begin(ann.ctx, "Act");
  const live = await open(id);
  await withWorker(() => until(() => isWhole(live)));
  const whole = await read(ann.ctx, id);
  for (const { seq: cut } of live.events) {
    const before = fold(
      EMPTY_TRANSCRIPT,
      live.events.filter(({ seq }) => seq <= cut),
    );
    const stream = await open(id, cut % 2 === 0 ? { after: cut } : { lastEventId: cut });
    await until(() => fold(before, stream.events).lastSeq === whole.lastSeq);
    expect(fold(before, stream.events)).toEqual(whole);
    stream.close();
  }
  live.close();
});

test("two tabs show the same; closing one stops nothing", async () => {
  const going = Promise.withResolvers<void>();
  world.model.script({ text: ["Hello "], until: going.promise, calls: [] });
  const id = await begin(ann.ctx, "Hi");
  const [one, two] = [await open(id), await open(id)];
  await withWorker(async () => {
    await until(() => one.events.some((event) => event.type === "text_delta"));
    one.close();
    going.resolve();
    await until(() => isWhole(two));
  });
  expect(seen(two)).toEqual(await read(ann.ctx, id));
  two.close();
});

test("nobody else's conversation exists: the same answer for foreign and unknown ids", async () => {
  const id = await begin(ann.ctx, "Hi");
  const colleague = await signedIn(await createMember({ org: ann.member.org, role: "owner" }));
  const stranger = await signedIn(await createMember());
  const answers: string[] = [];
  for (const [who, which] of [
    [colleague, id],
    [stranger, id],
    [cookie, newId("conversation")],
  ] as const) {
    const stream = await open(which, { cookie: who });
    await until(() => stream.isOver());
    answers.push(`${stream.response.statusCode} ${stream.raw()}`);
  }
  expect(new Set(answers)).toEqual(new Set(['404 {"ok":false,"code":"not_found"}']));
  expect((await open(id, { cookie: "" })).response.statusCode).toBe(401);
});

test("a conversation of my other workspace can be followed while this one is active", async () => {
  const id = await begin(ann.ctx, "Hi");
  const elsewhere = await createMember({ user: ann.member.user, org: await createOrg() });
  const stream = await open(id, { cookie: await signedIn(elsewhere) });
  expect(stream.response.statusCode).toBe(200);
  stream.close();
});

test.each<[string, (id: string) => Promise<unknown>]>([
  [
    "the session ended",
    () => db().session.updateMany({ where: { userId: ann.ctx.userId }, data: { endedAt: new Date() } }),
  ],
  ["the person was removed", () => db().membership.deleteMany({ where: { userId: ann.ctx.userId } })],
  ["the conversation was deleted", (id) => deleteConversation(ann.ctx, id)],
])("an open stream ends within seconds after %s, and tells nothing more", async (_, change) => {
  const id = await begin(ann.ctx, "Hi");
  const stream = await open(id);
  await until(() => stream.events.length === 1);
  await change(id);
  const start = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => start + STREAM_RECHECK_MS);
  // A notification, as the next event would bring it.
  await db().$queryRaw`SELECT pg_notify('conversation_events', ${id})::text`;
  await vi.waitFor(() => expect(stream.isOver()).toBe(true), { timeout: 9_000, interval: 15 });
  expect(stream.events).toHaveLength(1);
});

test("shutdown ends every stream, and the browser goes on elsewhere", async () => {
  const id = await begin(ann.ctx, "Hi");
  const stream = await open(id);
  await until(() => stream.events.length === 1);
  closeEventStreams();
  await until(() => stream.isOver());
  expect(seen(stream).lastSeq).toBe(1);
});

test("the log of many turns is read without the pieces its finished steps are made of", async () => {
  world.model.script(...TURN());
  const id = await begin(ann.ctx, "Act");
  await withWorker(async () => {
    await readUntil(ann.ctx, id, isIdle);
    await say(ann.ctx, id, "Again");
    await readUntil(ann.ctx, id, isIdle);
  });
  const stream = await open(id);
  await until(() => isIdle(seen(stream)) && seen(stream).messages.length === 4);
  expect(stream.events.some((event) => event.type === "text_delta")).toBe(false);
  expect(seen(stream)).toEqual(await read(ann.ctx, id));
  stream.close();
});
