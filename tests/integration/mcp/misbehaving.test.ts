import { describe, expect, test, vi } from "vitest";
import { callTool } from "#lib/mcp/call-tool.ts";
import { readToolList } from "#lib/mcp/list-tools.ts";
import { definitionOf, endpointFor, sessionFor } from "./endpoint.ts";
import { type Exchange, refuse, type Script, startScripted } from "./scripted-server.ts";
import { SHORT } from "./short-deadlines.ts";

vi.mock("#lib/mcp/constants.ts", async (original) => ({
  ...(await original<typeof import("#lib/mcp/constants.ts")>()),
  ...(await import("./short-deadlines.ts")).SHORT,
}));

/** What a busy machine may add to a deadline. */
const SLACK_MS = 10_000;
const CALL_MS = 1_500;
const call = { name: "act", arguments: {}, definition: definitionOf("act"), timeoutMs: CALL_MS };

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const started = performance.now();
  const value = await work;
  expect(performance.now() - started).toBeLessThan(ms + SLACK_MS);
  return value;
}

/** Writes a whole HTTP answer byte by byte as given, past Node's own rules, and hangs up unless told to stall. */
function raw({ response }: Exchange, text: string | Buffer, stall = false): true {
  const { socket } = response;
  socket?.write(text);
  if (!stall) socket?.end();
  return true;
}

const http = (headers: string, body: string | Buffer = "") =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ]);
const JSON_TYPE = "content-type: application/json\r\n";

function json({ response }: Exchange, text: string | Buffer, headers: Record<string, string> = {}): true {
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(text);
  return true;
}

function events({ response }: Exchange, text: string, isLeftOpen = false): true {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(text);
  if (!isLeftOpen) response.end();
  return true;
}

const ok = (id: unknown, result: unknown = { content: [], tools: [] }) =>
  JSON.stringify({ jsonrpc: "2.0", id, result });
const event = (message: string) => `data: ${message}\n\n`;

type Treatment = [name: string, treat: (exchange: Exchange) => boolean, list: string, call: string];

/** How a server may treat a request once its session is open; what a list and what a call then end with. */
const TREATMENTS: Treatment[] = [
  ["silence", () => true, "timeout", "unknown timeout"],
  ["202 without an answer", ({ response }) => refuse(response, 202), "timeout", "unknown timeout"],
  ["204", ({ response }) => refuse(response, 204), "not_mcp", "unknown not_mcp"],
  [
    "an HTML page",
    ({ response }) => refuse(response, 200, "<html>", { "content-type": "text/html" }),
    "not_mcp",
    "unknown not_mcp",
  ],
  [
    "JSON that is called text",
    (e) => json(e, ok(e.message.id), { "content-type": "text/plain" }),
    "not_mcp",
    "unknown not_mcp",
  ],
  [
    "an unheard-of type",
    (e) => json(e, ok(e.message.id), { "content-type": "x/\u00ff" }),
    "not_mcp",
    "unknown not_mcp",
  ],
  ["half of an answer, then the end", (e) => json(e, ok(e.message.id).slice(0, 20)), "not_mcp", "unknown not_mcp"],
  [
    "half of an answer, then silence",
    (e) => raw(e, http(`${JSON_TYPE}`, ok(e.message.id)).subarray(0, 80), true),
    "timeout",
    "unknown timeout",
  ],
  [
    "half of an answer, then a cut",
    (e) => raw(e, http(`${JSON_TYPE}`, ok(e.message.id)).subarray(0, 80)),
    "stream_broken",
    "unknown stream_broken",
  ],
  ["an empty body", (e) => json(e, ""), "not_mcp", "unknown not_mcp"],
  ["no HTTP at all", (e) => raw(e, "SSH-2.0-OpenSSH_9.9\r\n"), "stream_broken", "unknown stream_broken"],
  ["a cut connection", ({ response }) => response.destroy() !== null, "stream_broken", "unknown stream_broken"],
  ["an answer to another request", (e) => json(e, ok(424242)), "timeout", "unknown timeout"],
  [
    "an answer without an id",
    (e) => json(e, '{"jsonrpc":"2.0","result":{}}'),
    "protocol_error",
    "unknown invalid_answer",
  ],
  ["an answer whose id is null", (e) => json(e, ok(null)), "protocol_error", "unknown invalid_answer"],
  ["an answer whose id is an object", (e) => json(e, ok({ a: 1 })), "protocol_error", "unknown invalid_answer"],
  [
    "an error without an id",
    (e) => json(e, '{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"no"}}'),
    "protocol_error",
    "unknown invalid_answer",
  ],
  [
    "the wrong version of JSON-RPC",
    (e) => json(e, `{"jsonrpc":"1.0","id":${e.message.id},"result":{}}`),
    "protocol_error",
    "unknown invalid_answer",
  ],
  [
    "both a result and an error",
    (e) => json(e, `{"jsonrpc":"2.0","id":${e.message.id},"result":{},"error":{"code":1,"message":""}}`),
    "protocol_error",
    "unknown invalid_answer",
  ],
  ["a result that is a number", (e) => json(e, ok(e.message.id, 7)), "protocol_error", "unknown invalid_answer"],
  [
    "a result of another shape",
    (e) => json(e, ok(e.message.id, { tools: 7, content: 7 })),
    "protocol_error",
    "unknown invalid_answer",
  ],
  ["NaN", (e) => json(e, `{"jsonrpc":"2.0","id":${e.message.id},"result":NaN}`), "not_mcp", "unknown not_mcp"],
  ["an array of nothing", (e) => json(e, "[]"), "timeout", "unknown timeout"],
  [
    "a redirect to elsewhere",
    ({ response }) => refuse(response, 307, "", { location: "https://elsewhere.example/" }),
    "redirect_refused",
    "unknown redirect_refused",
  ],
  [
    "a redirect to itself",
    ({ response }) => refuse(response, 308, "", { location: "/mcp" }),
    "redirect_refused",
    "unknown redirect_refused",
  ],
  ["a redirect to nowhere", ({ response }) => refuse(response, 302), "redirect_refused", "unknown redirect_refused"],
  [
    "headers without end",
    (e) => raw(e, `HTTP/1.1 200 OK\r\n${"x-filler: y\r\n".repeat(10_000)}`, true),
    "too_large",
    "unknown too_large",
  ],
  ["a stream that never ends", (e) => events(e, ": hello\n\n", true), "timeout", "unknown timeout"],
  ["a stream that ends without an answer", (e) => events(e, ": hello\n\n"), "stream_broken", "unknown stream_broken"],
  [
    "a stream with half an event",
    (e) => events(e, `data: ${ok(e.message.id)}`),
    "stream_broken",
    "unknown stream_broken",
  ],
  ["a stream of no JSON", (e) => events(e, event("hello")), "stream_broken", "unknown stream_broken"],
  [
    "a stream that asks to be resumed at once, for ever",
    (e) => events(e, "id: 1\nretry: 0\n\n"),
    "stream_broken",
    "unknown stream_broken",
  ],
  [
    "a stream that asks to be resumed in years",
    (e) => events(e, "id: 1\nretry: 999999999999\n\n"),
    "stream_broken",
    "unknown stream_broken",
  ],
  ["500", ({ response }) => refuse(response, 500, "oops"), "server_error", "unknown server_error"],
  [
    "599 with a huge page",
    ({ response }) => refuse(response, 599, "x".repeat(200_000)),
    "server_error",
    "unknown server_error",
  ],
  ["429", ({ response }) => refuse(response, 429), "rate_limited", "not_executed rate_limited"],
  [
    "429 with a Retry-After of a day",
    ({ response }) => refuse(response, 429, "", { "retry-after": "86400" }),
    "rate_limited",
    "not_executed rate_limited",
  ],
  ["403", ({ response }) => refuse(response, 403), "forbidden", "not_executed forbidden"],
  ["418", ({ response }) => refuse(response, 418), "rejected", "unknown rejected"],
  ["404, again and again", ({ response }) => refuse(response, 404), "session_lost", "not_executed session_lost"],
  [
    "400 that speaks of the session, again and again",
    ({ response }) => refuse(response, 400, "bad session"),
    "session_lost",
    "not_executed session_lost",
  ],
];

/** What nobody should do, and what is read all the same. */
const TOLERATED: [name: string, treat: (exchange: Exchange) => boolean][] = [
  ["an array with the answer", (e) => json(e, `[${ok(e.message.id)}]`)],
  ["the answer twice", (e) => events(e, event(ok(e.message.id)) + event(ok(e.message.id)))],
  ["a byte order mark", (e) => json(e, `\ufeff${ok(e.message.id)}`)],
  [
    "bytes that are no UTF-8",
    (e) => json(e, Buffer.from(ok(e.message.id, { content: [], tools: [], x: "\u00ff" }), "latin1")),
  ],
  ["the answer in a stream that never ends", (e) => events(e, event(ok(e.message.id)), true)],
  ["the answer after answers to nobody", (e) => events(e, event(ok(99)) + event(ok("x")) + event(ok(e.message.id)))],
  [
    "the answer among notices and questions",
    (e) =>
      events(
        e,
        event('{"jsonrpc":"2.0","method":"notifications/unheard/of"}') +
          event('{"jsonrpc":"2.0","id":"q","method":"roots/list"}') +
          event(ok(e.message.id)),
      ),
  ],
  ["lines that end in CR alone", (e) => events(e, `data: ${ok(e.message.id)}\r\r: more\r`)],
  [
    "an event over many lines",
    (e) =>
      events(
        e,
        `${JSON.stringify(JSON.parse(ok(e.message.id)), null, 2)
          .split("\n")
          .map((line) => `data: ${line}`)
          .join("\n")}\n\n`,
      ),
  ],
  [
    "a type with parameters in capitals",
    (e) => json(e, ok(e.message.id), { "content-type": "Application/JSON; Charset=UTF-8" }),
  ],
];

const treating =
  (method: string, treat: (exchange: Exchange) => boolean): Script =>
  (exchange) => {
    if (exchange.request.method === "GET") return treat(exchange);
    return exchange.message.method === method ? treat(exchange) : undefined;
  };

describe("a server whose session is open", () => {
  test.concurrent.each(TREATMENTS)("%s", async (_, treat, listReason, callOutcome) => {
    const server = await startScripted();
    const session = await sessionFor(endpointFor(server.url));
    server.script = treating("tools/list", treat);
    const list = await within(SHORT.LIST_TIMEOUT_MS + SHORT.RETRY_AFTER_MAX_MS, readToolList(session));
    server.script = treating("tools/call", treat);
    const outcome = await within(CALL_MS, callTool(session, call));
    const problem = outcome.kind === "unknown" || outcome.kind === "not_executed" ? ` ${outcome.problem.reason}` : "";
    server.script = () => undefined;
    await session.close();
    await server.close();
    expect({ list: list.ok ? "ok" : list.error.reason, call: `${outcome.kind}${problem}` }).toEqual({
      list: listReason,
      call: callOutcome,
    });
  });

  test.concurrent.each(TOLERATED)("is understood: %s", async (_, treat) => {
    const server = await startScripted();
    const session = await sessionFor(endpointFor(server.url));
    server.script = treating("tools/list", treat);
    expect(await within(SHORT.LIST_TIMEOUT_MS, readToolList(session))).toMatchObject({ ok: true });
    server.script = treating("tools/call", treat);
    expect(await within(CALL_MS, callTool(session, call))).toMatchObject({ kind: "result" });
    server.script = () => undefined;
    await session.close();
    await server.close();
  });
});
