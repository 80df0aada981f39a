import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { requestStop } from "#lib/chat/mutations.ts";
import { skipConnectionOf } from "#lib/chat/skip-connection.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { modelToolName } from "#lib/mcp/definition.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { type ScopedServer, startScopedServer } from "#tests/fakes/scoped-mcp-server.ts";
import { allowEgress } from "../connections/world.ts";
import { signedInScene, signInAs } from "../tool-calls/signed-in.ts";
import {
  begin,
  createWorld,
  gist,
  isIdle,
  isWaiting,
  lastBlocks,
  readUntil,
  say,
  type World,
  withWorker,
} from "./world.ts";

let world: World;
let server: ScopedServer;
beforeAll(async () => {
  world = await createWorld();
  server = await startScopedServer();
  allowEgress(server.hostPort, world.server.hostPort, new URL(world.model.baseUrl).host);
});
afterAll(async () => {
  await sessionPool().closeAll();
  await Promise.all([server.close(), world.close()]);
});

let ada: Awaited<ReturnType<typeof signedInScene>>;
let tool: string;
beforeEach(async () => {
  server.demandedOfCalls = null;
  server.executed.length = 0;
  ada = await signedInScene(server);
  const { slug } = await db().connector.findUniqueOrThrow({ where: { id: ada.connectorId } });
  tool = modelToolName(slug, "act");
});

const twoCalls = () =>
  world.model.script(
    { text: ["One moment."], calls: [1, 2].map((n) => ({ name: tool, arguments: { n } })) },
    { text: ["Done."] },
  );

test("calls of one connector wait together and go on together, whichever instance has them, each once", async () => {
  twoCalls();
  server.revokeAll();
  const transcript = await withWorker(async () => {
    const id = await begin(ada.ctx, "Act twice");
    const waiting = await readUntil(ada.ctx, id, isWaiting);
    expect(lastBlocks(waiting)).toMatchObject([
      { text: "One moment." },
      { call: { state: "awaiting_connection", connectionNeed: { need: "reconnect" } } },
      { call: { state: "awaiting_connection" } },
    ]);
    await signInAs(ada, server, "ada");
    return readUntil(ada.ctx, id, isIdle);
  }, 2);
  expect(gist(transcript)).toEqual(["user: Act twice", "One moment.", "call: succeeded", "call: succeeded", "Done."]);
  expect(server.executed.map((call) => JSON.stringify(call.arguments)).sort()).toEqual(['{"n":1}', '{"n":2}']);
});

test("no process needs to be there while it waits, nor when its person connects", async () => {
  twoCalls();
  server.demandedOfCalls = "write";
  const id = await withWorker(async () => {
    const begun = await begin(ada.ctx, "Act");
    await readUntil(ada.ctx, begun, isWaiting);
    return begun;
  });
  await signInAs(ada, server, "ada");
  const transcript = await withWorker(() => readUntil(ada.ctx, id, isIdle));
  expect(gist(transcript)).toContain("Done.");
  expect(server.executed).toHaveLength(2);
});

test("its person hears that they signed in as somebody else, while the answer waits", async () => {
  twoCalls();
  server.revokeAll();
  await withWorker(async () => {
    const id = await begin(ada.ctx, "Act");
    await readUntil(ada.ctx, id, isWaiting);
    await signInAs(ada, server, "grace");
    await readUntil(ada.ctx, id, (transcript) =>
      lastBlocks(transcript).every((block) => block.type !== "tool_call" || block.call?.connectionNeed?.isOtherAccount),
    );
    await signInAs(ada, server, "ada");
    await readUntil(ada.ctx, id, isIdle);
  });
  expect(server.executed.map(({ account }) => account)).toEqual(["ada", "ada"]);
});

test("Skip goes on without the connector, and the model is told", async () => {
  twoCalls();
  server.revokeAll();
  const transcript = await withWorker(async () => {
    const id = await begin(ada.ctx, "Act");
    const waiting = await readUntil(ada.ctx, id, isWaiting);
    const [, first] = lastBlocks(waiting);
    if (first?.type !== "tool_call") throw new Error("no call");
    expect(await skipConnectionOf(ada.ctx, first.toolCallId)).toEqual({ ok: true, value: undefined });
    return readUntil(ada.ctx, id, isIdle);
  });
  expect(gist(transcript)).toEqual(["user: Act", "One moment.", "call: cancelled", "call: cancelled", "Done."]);
  expect(JSON.stringify(world.model.requests.at(-1)?.messages)).toContain("went on without connecting");
  expect(server.executed).toEqual([]);
});

test("Stop ends what waits at once", async () => {
  twoCalls();
  server.revokeAll();
  const transcript = await withWorker(async () => {
    const id = await begin(ada.ctx, "Act");
    await readUntil(ada.ctx, id, isWaiting);
    await requestStop(ada.ctx, id);
    return readUntil(ada.ctx, id, isIdle);
  });
  expect(gist(transcript)).toEqual([
    "user: Act",
    "One moment.",
    "call: cancelled",
    "call: cancelled",
    "ending: stopped",
  ]);
});

test("a tool called before, of an account that was disconnected since, waits for a new one when it is asked for again", async () => {
  const once = [{ name: tool, arguments: { n: 1 } }];
  world.model.script({ calls: once }, { text: ["First."] }, { calls: once }, { text: ["Second."] });
  await withWorker(async () => {
    const id = await begin(ada.ctx, "Act");
    await readUntil(ada.ctx, id, isIdle);
    await disconnect(ada.ctx, ada.connectorId);
    await say(ada.ctx, id, "Once more");
    const waiting = await readUntil(ada.ctx, id, isWaiting);
    expect(lastBlocks(waiting)).toMatchObject([
      { call: { state: "awaiting_connection", connectionNeed: { need: "connect" }, account: null } },
    ]);
    await signInAs(ada, server, "ada");
    const transcript = await readUntil(ada.ctx, id, isIdle);
    expect(gist(transcript).slice(-2)).toEqual(["call: succeeded", "Second."]);
  });
  expect(server.executed).toHaveLength(2);
});
