import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callTool } from "#lib/mcp/call-tool.ts";
import { BREAKER_FAILURES, GATE_SLOTS_PER_PERSON } from "#lib/mcp/constants.ts";
import { listTools } from "#lib/mcp/list-tools.ts";
import { SessionPool } from "#lib/mcp/session-pool.ts";
import { newId } from "#lib/platform/ids.ts";
import { definitionOf, endpointFor } from "./endpoint.ts";
import { type Exchange, onCall, refuse, type ScriptedServer, startScripted } from "./scripted-server.ts";

let server: ScriptedServer;
let pool: SessionPool;
let lane: string;
beforeEach(async () => {
  server = await startScripted();
  pool = new SessionPool();
  lane = newId("connector");
});
afterEach(async () => {
  await pool.closeAll();
  await server.close();
});

const call = { name: "act", arguments: {}, definition: definitionOf("act") };
const endpoint = (person: string, of = lane) => endpointFor(server.url, { isolation: { server: of, person } });
const use = (person: string, signal?: AbortSignal, of = lane) =>
  pool.with(person + of, endpoint(person, of), (session) => callTool(session, signal ? { ...call, signal } : call), {
    signal,
  });

async function breakIt(): Promise<void> {
  server.script = onCall(
    () => server,
    false,
    ({ response }) => refuse(response, 500),
  );
  for (let i = 0; i < BREAKER_FAILURES; i += 1)
    expect(await use("ann")).toMatchObject({ ok: true, value: { kind: "unknown" } });
}

test("a server that fails again and again is left alone, and it is said until when", async () => {
  await breakIt();
  const before = server.requests.length;
  expect(await use("ann")).toEqual({ ok: false, error: { reason: "circuit_open", retryAt: expect.any(Date) } });
  expect(await use("ben")).toMatchObject({ ok: false, error: { reason: "circuit_open" } });
  expect(server.requests).toHaveLength(before);
});

test("another connector is not touched by it", async () => {
  await breakIt();
  server.script = () => undefined;
  expect(await use("ann", undefined, `${lane}-other`)).toMatchObject({ ok: true, value: { kind: "result" } });
});

test("after the pause one attempt finds out whether it is well again", async () => {
  await breakIt();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 120_000 });
  try {
    server.script = () => undefined;
    expect(await use("ann")).toMatchObject({ ok: true, value: { kind: "result" } });
    expect(await use("ben")).toMatchObject({ ok: true, value: { kind: "result" } });
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ["401", 401],
  ["403", 403],
  ["404", 404],
  ["429", 429],
])("%s is no sign of a failing server", async (_, status) => {
  await use("ann");
  server.script = onCall(
    () => server,
    false,
    ({ response }) => refuse(response, status),
  );
  for (let i = 0; i < BREAKER_FAILURES + 1; i += 1) await use("ann");
  server.script = () => undefined;
  expect(await use("ann")).toMatchObject({ ok: true, value: { kind: "result" } });
});

test("nor is 503 with a Retry-After: the server knows what it does", async () => {
  server.script = onCall(
    () => server,
    false,
    ({ response }) => refuse(response, 503, "", { "retry-after": "1" }),
  );
  for (let i = 0; i < BREAKER_FAILURES + 1; i += 1) expect(await use("ann")).toMatchObject({ ok: true });
});

test("one person's calls that hang leave room for everybody else's", async () => {
  const held: Exchange[] = [];
  server.script = onCall(
    () => server,
    true,
    (exchange) => void held.push(exchange),
  );
  const stop = new AbortController();
  const hanging = Array.from({ length: GATE_SLOTS_PER_PERSON * 2 }, () => use("ann", stop.signal));
  await vi.waitFor(() => expect(held).toHaveLength(GATE_SLOTS_PER_PERSON), 5_000);
  server.script = () => undefined;
  expect(await use("ben")).toMatchObject({ ok: true, value: { kind: "result" } });
  expect(held).toHaveLength(GATE_SLOTS_PER_PERSON);
  stop.abort();
  const outcomes = await Promise.all(hanging);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.error.reason === "too_busy")).toHaveLength(
    GATE_SLOTS_PER_PERSON,
  );
  expect(await pool.with("ann", endpoint("ann"), listTools)).toMatchObject({ ok: true });
});
