import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { conversationConnectors } from "#lib/chat/toolset.ts";
import { givenTools, turnTools } from "#lib/chat/turn-tools.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import { connectManyTools } from "#tests/factories/many-tools.ts";
import { contextFor, createMember } from "#tests/factories/people.ts";
import { begin, createWorld, gist, isIdle, lastBlocks, readUntil, type World, withWorker } from "./world.ts";

/** Tools and instructions of one request with 2,000 tools, as bytes on the wire. */
const REQUEST_MAX_BYTES = 16 * 1024;
/** Processor time for a turn's 2,000 tools; about 15 ms on a machine of its own. */
const TURN_MAX_MS = 60;
/** What the browser is sent of them: names, titles and the beginnings of descriptions. */
const PAGE_MAX_CHARS = 900_000;

let world: World;
let ctx: ReturnType<typeof contextFor>;
beforeAll(async () => {
  world = await createWorld();
  ctx = contextFor(await createMember({ role: "owner" }));
  await connectManyTools(ctx, 50);
});
afterAll(() => world.close());
beforeEach(() => {
  world.model.requests.length = 0;
});

test("with 50 connectors of 40 tools a request stays small, and what is asked for is found", async () => {
  world.model.script(
    { calls: [{ name: "search_tools", arguments: { query: "open a new GitHub issue" } }] },
    { text: ["Found."] },
  );
  await withWorker(async () => {
    const id = await begin(ctx, "File a bug on GitHub: the login page is blank");
    const done = await readUntil(ctx, id, isIdle);
    expect(gist(done).slice(1)).toEqual(["searched: open a new GitHub issue", "Found."]);
    expect(done.messages.at(-1)).toMatchObject({
      toolsGiven: { access: "auto", mode: "search", tools: 2_000, connectors: 50 },
    });
    const [search] = lastBlocks(done);
    expect(search?.type === "search" && search.own.output.tools.map(({ name }) => name)[0]).toBe(
      "github__create_issue",
    );
  });
  const [first, second] = world.model.requests;
  const bytes = (request: typeof first) => Buffer.byteLength(JSON.stringify(request));
  process.stdout.write(`2,000 tools: ${bytes(first)} bytes, ${bytes(second)} with what a search found\n`);
  expect(bytes(first)).toBeLessThanOrEqual(REQUEST_MAX_BYTES);
  expect(bytes(second)).toBeLessThanOrEqual(2 * REQUEST_MAX_BYTES);
  expect(first?.messages[0]?.content).toContain('"GitHub" (40)');
});

test("once known, they are worked out with little work, and the page that shows them is small", async () => {
  const conversation = await db().conversation.create({ data: { id: newId("conversation"), ...idsOf(ctx) } });
  const give = async () => givenTools(ctx, await turnTools(ctx, conversation.id), "openai");
  await give();
  const turn = await processorTime(give);
  const menus = await processorTime(() => conversationConnectors(ctx, conversation.id));
  process.stdout.write(`2,000 tools: ${turn.toFixed(1)} ms of a turn, ${menus.toFixed(1)} ms for the menus\n`);
  expect(turn).toBeLessThan(TURN_MAX_MS);
  const page = JSON.stringify(await conversationConnectors(ctx, conversation.id));
  expect(page.length).toBeLessThan(PAGE_MAX_CHARS);
});

/** What one of several takes of this process's own time, in milliseconds: what else runs on the machine does not count. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const times = 20;
  const since = process.cpuUsage();
  for (let i = 0; i < times; i += 1) await work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000 / times;
}

const idsOf = ({ orgId, userId }: typeof ctx) => ({ orgId, userId });
