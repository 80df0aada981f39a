import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listTools } from "#lib/mcp/list-tools.ts";
import { SessionPool } from "#lib/mcp/session-pool.ts";
import { endpointFor } from "./endpoint.ts";
import { refuse, type ScriptedServer, startScripted } from "./scripted-server.ts";

let server: ScriptedServer;
let pool: SessionPool;
beforeEach(async () => {
  server = await startScripted();
  pool = new SessionPool();
});
afterEach(async () => {
  await pool.closeAll();
  await server.close();
});

const count = (method: string) =>
  server.requests.filter((request) => request.method === method || request.body.includes(`"${method}"`)).length;
const use = (key: string, tokens = "t") =>
  pool.with(key, endpointFor(server.url, { accessToken: async () => tokens }), (session) => listTools(session));

test("one key is one session, however many ask for it at once", async () => {
  await Promise.all(Array.from({ length: 10 }, () => use("org:ann:acc")));
  expect(count("initialize")).toBe(1);
});

test("another person's session is another one, with their own token", async () => {
  await use("org:ann:acc1", "ann");
  await use("org:ben:acc2", "ben");
  expect(count("initialize")).toBe(2);
  const lists = server.requests.filter((request) => request.body.includes("tools/list"));
  expect(lists.map((request) => [request.headers.authorization, request.headers["mcp-session-id"]])).toEqual([
    ["Bearer ann", "session-1"],
    ["Bearer ben", "session-2"],
  ]);
});

test("the newest token is used, not that of the request that opened the session", async () => {
  await use("key", "old");
  await use("key", "new");
  expect(server.requests.at(-1)?.headers.authorization).toBe("Bearer new");
});

test("a changed address opens a new session", async () => {
  await use("key");
  await pool.with("key", endpointFor(`${server.url}?other`), (session) => listTools(session));
  expect(count("initialize")).toBe(2);
});

test("a session that cannot be opened is a problem, and is tried again next time", async () => {
  server.script = ({ response }) => refuse(response, 401);
  expect(await use("key")).toMatchObject({ ok: false, error: { reason: "needs_authorization" } });
  server.script = () => undefined;
  expect(await use("key")).toMatchObject({ ok: true });
});

test("drop ends the session at the server", async () => {
  await use("key");
  pool.drop("key");
  await vi.waitFor(() => expect(count("DELETE")).toBe(1));
  expect(pool.size).toBe(0);
});

test("drop lets a use under way finish first", async () => {
  const outcome = await pool.with("key", endpointFor(server.url), async (session) => {
    pool.drop("key");
    return listTools(session);
  });
  expect(outcome).toMatchObject({ ok: true, value: { ok: true } });
  await vi.waitFor(() => expect(count("DELETE")).toBe(1));
});

test("beyond the limit the longest idle session goes first", async () => {
  pool = new SessionPool({ maxSessions: 2 });
  for (const key of ["a", "b", "c"]) await use(key);
  expect(pool.size).toBe(2);
  await use("b");
  expect(count("initialize")).toBe(3);
  await use("a");
  expect(count("initialize")).toBe(4);
});

test("idle sessions close", async () => {
  pool = new SessionPool({ idleMs: 50 });
  await use("a");
  await vi.waitFor(() => expect(pool.size).toBe(0), 5_000);
});
