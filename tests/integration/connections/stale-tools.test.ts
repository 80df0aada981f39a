import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectionsWithTools, freshenTools, syncTools } from "#lib/connections/tools.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { db } from "#lib/platform/db/client.ts";
import { definitionOf } from "../mcp/endpoint.ts";
import { answer, refuse, type ScriptedServer } from "../mcp/scripted-server.ts";
import { createScene, type Scene, startCountingServer } from "../tool-calls/fixture.ts";

let server: ScriptedServer;
let scene: Scene;
beforeEach(async () => {
  server = await startCountingServer();
  scene = await createScene(server.url);
  await syncTools(scene.ctx, scene.connectionId);
});
afterEach(() => server.close());

const lists = () => server.requests.filter(({ body }) => body.includes('"tools/list"')).length;
const age = (data: { toolsSyncedAt?: Date; toolsExpireAt?: Date | null }) =>
  db().connection.update({ where: { id: scene.connectionId }, data });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const own = async () => (await connectionsWithTools(scene.ctx))[0];
const names = async () => (await own())?.tools.map(({ name }) => name);

test("a list that is fresh is not read again", async () => {
  await freshenTools(scene.ctx, 5_000);
  expect(lists()).toBe(1);
});

test("one that is older than ten minutes is, and when it was read is known", async () => {
  await age({ toolsSyncedAt: minutesAgo(11) });
  server.tools = [definitionOf("renamed")];
  await freshenTools(scene.ctx, 10_000);
  expect(await names()).toEqual(["renamed"]);
  expect((await own())?.connection?.toolsSyncedAt?.getTime()).toBeGreaterThan(minutesAgo(1).getTime());
});

test("a server's own word about the age of its list counts, within bounds", async () => {
  const ttl = async (ttlMs: number) => {
    server.script = ({ response, message }) =>
      message.method === "tools/list" ? answer(response, message.id, { tools: [], ttlMs }) : undefined;
    await syncTools(scene.ctx, scene.connectionId);
    const { toolsExpireAt } = await db().connection.findUniqueOrThrow({ where: { id: scene.connectionId } });
    return ((toolsExpireAt?.getTime() ?? 0) - Date.now()) / 60_000;
  };
  expect(await ttl(30 * 60_000)).toBeCloseTo(30, 0);
  expect(await ttl(0)).toBeCloseTo(1, 0);
  expect(await ttl(1e15)).toBeCloseTo(24 * 60, 0);
  await age({ toolsSyncedAt: minutesAgo(60) });
  const before = lists();
  await freshenTools(scene.ctx, 5_000);
  expect(lists()).toBe(before);
});

test("a list that its server says has changed is read again before the next turn", async () => {
  await sessionPool().closeAll();
  server.script = ({ response, message }) => {
    if (message.method !== "tools/list") return undefined;
    response.writeHead(200, { "content-type": "text/event-stream" });
    const result = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: { tools: [definitionOf("first")] } });
    response.end(`data: ${result}\n\ndata: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n`);
    return true;
  };
  await syncTools(scene.ctx, scene.connectionId);
  server.script = () => undefined;
  server.tools = [definitionOf("second")];
  await vi.waitFor(async () => {
    await freshenTools(scene.ctx, 5_000);
    expect(await names()).toEqual(["second"]);
  }, 15_000);
});

test("callers at once share one read", async () => {
  await age({ toolsSyncedAt: minutesAgo(11) });
  await Promise.all(Array.from({ length: 10 }, () => freshenTools(scene.ctx, 10_000)));
  expect(lists()).toBe(2);
});

test("a server that hangs delays nothing beyond the bound, and is not asked again at once", async () => {
  await age({ toolsSyncedAt: minutesAgo(11) });
  server.script = ({ message }) => (message.method === "tools/list" ? true : undefined);
  const started = performance.now();
  await freshenTools(scene.ctx, 300);
  expect(performance.now() - started).toBeLessThan(5_000);
  await sessionPool().closeAll();
});

test("one that fails is left alone for a minute, and its known tools stay", async () => {
  await age({ toolsSyncedAt: minutesAgo(11) });
  server.script = ({ response, message }) => (message.method === "tools/list" ? refuse(response, 500) : undefined);
  await freshenTools(scene.ctx, 10_000);
  const before = lists();
  await freshenTools(scene.ctx, 10_000);
  expect(lists()).toBe(before);
  expect(await names()).toEqual(["act"]);
  expect(await own()).toMatchObject({ state: "unreachable" });
});

test("what is missing from a list is told, and what broke off keeps what was known", async () => {
  server.tools = [definitionOf("act"), { name: "bad" }, definitionOf("long", { description: "d".repeat(5_000) })];
  await syncTools(scene.ctx, scene.connectionId);
  expect((await own())?.connection?.toolsNotice).toEqual({
    leftOut: { invalid: 1, oversize: 1, beyondLimit: 0 },
    partial: null,
  });
  server.script = ({ response, message }) => {
    if (message.method !== "tools/list") return undefined;
    if (message.params && "cursor" in message.params) return refuse(response, 500);
    return answer(response, message.id, { tools: [definitionOf("new")], nextCursor: "2" });
  };
  await syncTools(scene.ctx, scene.connectionId);
  expect(new Set(await names())).toEqual(new Set(["act", "new"]));
  expect((await own())?.connection?.toolsNotice).toMatchObject({ partial: "server_error" });
  server.script = () => undefined;
  server.tools = [definitionOf("new")];
  await syncTools(scene.ctx, scene.connectionId);
  expect(await names()).toEqual(["new"]);
  expect((await own())?.connection?.toolsNotice).toBeNull();
});

test("nobody else's lists are read", async () => {
  const other = await createScene(server.url);
  await age({ toolsSyncedAt: minutesAgo(11) });
  await db().connection.update({ where: { id: other.connectionId }, data: { toolsSyncedAt: new Date() } });
  await freshenTools(other.ctx, 5_000);
  expect(lists()).toBe(1);
});
