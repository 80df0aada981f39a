import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callTool } from "#lib/mcp/call-tool.ts";
import { readToolList } from "#lib/mcp/list-tools.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import type { ToolList } from "#lib/mcp/types.ts";
import { definitionOf, endpointFor, sessionFor } from "./endpoint.ts";
import { answer, refuse, type ScriptedServer, startScripted } from "./scripted-server.ts";

vi.mock("#lib/mcp/constants.ts", async (original) => ({
  ...(await original<typeof import("#lib/mcp/constants.ts")>()),
  ...(await import("./short-deadlines.ts")).SHORT,
}));

let server: ScriptedServer;
let session: McpSession;
beforeEach(async () => {
  server = await startScripted();
  session = await sessionFor(endpointFor(server.url));
});
afterEach(async () => {
  server.script = () => undefined;
  await session.close();
  await server.close();
});

type Page = { tools?: unknown[]; nextCursor?: string | null; ttlMs?: unknown };
/** Answers lists from pages by cursor; `null` is a page that fails with 500. */
function serve(pageAt: (cursor: string | undefined) => Page | null): void {
  server.script = ({ response, message }) => {
    if (message.method !== "tools/list") return undefined;
    const page = pageAt((message.params as { cursor?: string } | undefined)?.cursor);
    return page ? answer(response, message.id, { tools: [], ...page }) : refuse(response, 500);
  };
}

async function read(): Promise<ToolList & { names: string[] }> {
  const list = await readToolList(session);
  if (!list.ok) throw new Error(list.error.reason);
  return { ...list.value, names: list.value.tools.map(({ name }) => name) };
}
const lists = () => server.requests.filter(({ body }) => body.includes('"tools/list"')).length;

test("pages are followed to the end", async () => {
  serve((cursor = "0") => ({
    tools: [definitionOf(`t${cursor}`)],
    ...(Number(cursor) < 20 && { nextCursor: String(Number(cursor) + 1) }),
  }));
  expect(await read()).toMatchObject({ partial: null, ttlMs: null });
  expect(lists()).toBe(21);
});

test("an empty cursor is a cursor; null is none", async () => {
  serve((cursor) => (cursor === "" ? { tools: [definitionOf("b")], nextCursor: null } : { nextCursor: "" }));
  expect(await read()).toMatchObject({ names: ["b"], partial: null });
});

test("cursors that go round in circles end the list, and it is said", async () => {
  const next: Record<string, string> = { a: "b", b: "c", c: "a" };
  serve((cursor = "a") => ({ tools: [definitionOf(cursor)], nextCursor: next[cursor] ?? "a" }));
  expect(await read()).toMatchObject({ names: ["a", "b", "c"], partial: "cursor_loop" });
  expect(lists()).toBe(4);
});

test("pages without end are cut, and it is said", async () => {
  let page = 0;
  serve(() => ({ tools: [definitionOf(`t${page++}`)], nextCursor: `${page}` }));
  expect(await read()).toMatchObject({ partial: "limit" });
  expect(page).toBe(64);
});

test("a cursor of a megabyte is not sent back", async () => {
  serve(() => ({ tools: [definitionOf("a")], nextCursor: "c".repeat(1024 * 1024) }));
  expect(await read()).toMatchObject({ names: ["a"], partial: "limit" });
  expect(lists()).toBe(1);
});

test("a later page that fails costs only what it would have told", async () => {
  serve((cursor) => (cursor ? null : { tools: [definitionOf("a")], nextCursor: "b" }));
  expect(await read()).toMatchObject({ names: ["a"], partial: "server_error" });
});

test("a later page that never comes does too", async () => {
  server.script = ({ response, message }) => {
    if (message.method !== "tools/list") return undefined;
    if (message.params && "cursor" in message.params) return true;
    return answer(response, message.id, { tools: [definitionOf("a")], nextCursor: "b" });
  };
  expect(await read()).toMatchObject({ names: ["a"], partial: "timeout" });
});

test.each<[unknown[], number | null]>([
  [[60_000], 60_000],
  [[60_000, 5_000], 5_000],
  [[0], 0],
  [[-5], null],
  [["soon"], null],
  [[], null],
])("ttlMs of the pages %j is %j", async (ttls, expected) => {
  serve((cursor = "0") => {
    const at = Number(cursor);
    return { ttlMs: ttls[at], ...(at + 1 < ttls.length && { nextCursor: String(at + 1) }) };
  });
  expect((await read()).ttlMs).toBe(expected);
});

test("Retry-After is waited for, when it is short enough", async () => {
  let refusals = 0;
  server.script = ({ response, message }) => {
    if (message.method !== "tools/list" || refusals++ > 0) return undefined;
    return refuse(response, 429, "", { "retry-after": "1" });
  };
  const started = performance.now();
  expect(await read()).toMatchObject({ names: ["act"] });
  expect(performance.now() - started).toBeGreaterThan(900);
});

test("a server that always says 'at once' is not asked for ever", async () => {
  server.script = ({ response, message }) =>
    message.method === "tools/list" ? refuse(response, 503, "", { "retry-after": "0" }) : undefined;
  expect(await readToolList(session)).toMatchObject({ ok: false, error: { reason: "server_error" } });
  expect(lists()).toBeLessThan(100);
});

test("Retry-After never has a call sent again", async () => {
  server.script = ({ response, message }) =>
    message.method === "tools/call" ? refuse(response, 503, "", { "retry-after": "0" }) : undefined;
  const call = { name: "act", arguments: {}, definition: definitionOf("act") };
  expect(await callTool(session, call)).toMatchObject({ kind: "unknown" });
  expect(server.requests.filter(({ body }) => body.includes('"tools/call"'))).toHaveLength(1);
});

test("news of a changed list is passed on, a flood of it once", async () => {
  const onToolsChanged = vi.fn();
  const told = await sessionFor(endpointFor(server.url, { onToolsChanged }));
  server.script = ({ response, message }) => {
    if (message.method !== "tools/call") return undefined;
    response.writeHead(200, { "content-type": "text/event-stream" });
    const news = 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n';
    const result = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: { content: [] } });
    response.end(`${news.repeat(1_000)}data: ${result}\n\n`);
    return true;
  };
  const call = { name: "act", arguments: {}, definition: definitionOf("act") };
  expect(await callTool(told, call)).toMatchObject({ kind: "result" });
  expect(onToolsChanged).toHaveBeenCalledTimes(1);
  await told.close();
});
