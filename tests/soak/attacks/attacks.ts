import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import type { Exchange } from "#tests/integration/mcp/scripted-server.ts";
import type { GuardName } from "./guards.ts";

/** One thing a hostile server does with one kind of request, and the only ways in which that may end. */
export type Attack = {
  name: string;
  step: "connect" | "list" | "call";
  act: (exchange: Exchange) => void | Promise<void>;
  ends: RegExp;
  outputSchema?: object;
  /** It comes through when this guard is taken out. */
  guard?: GuardName;
  /** What takes its time before it begins. */
  prepare?: () => void;
  /** Part of the short form too. */
  isQuick?: true;
};

const GB = 1024 ** 3;
const JSON_TYPE = { "content-type": "application/json" };
const SSE_TYPE = { "content-type": "text/event-stream" };
const CUT = /^unknown too_large$/;
/** Read to its end, cut, or not read to its end in the call's own time: a flood is no sign of life. */
const FLOODED = /^(result|unknown (too_large|timeout))$/;
const CUT_LIST = /^too_large$/;

/** Sends one piece again and again until it is enough or nobody listens any more. */
async function pour(response: ServerResponse, piece: string | Buffer, total = GB): Promise<void> {
  const size = Buffer.byteLength(piece);
  for (let sent = 0; sent < total && !response.destroyed; sent += size)
    if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]).catch(() => {});
  response.end();
}

const head = (id: unknown) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`;
const result = (id: unknown, content = "[]", more = "") => `${head(id)}{"content":${content}${more}}}`;
const MB = "x".repeat(1024 * 1024);

/** Answers with JSON: what comes after `"result":`. */
const json =
  (body: (id: unknown) => string, headers: Record<string, string> = {}) =>
  ({ response, message }: Exchange) => {
    response.writeHead(200, { ...JSON_TYPE, ...headers });
    response.end(body(message.id));
  };
const structured = (value: string) => json((id) => result(id, "[]", `,"structuredContent":${value}`));
const events =
  (text: string, times: number, ending = true) =>
  async ({ response, message }: Exchange) => {
    response.writeHead(200, SSE_TYPE);
    const lot = text.repeat(Math.min(times, 1_000));
    await pour(response, lot, lot.length * Math.ceil(times / 1_000) - (ending ? lot.length : 0));
    if (!response.destroyed && ending) response.end(`data: ${result(message.id)}\n\n`);
  };
/** A stream of so many equal events, and then the proper answer. */
const flood =
  (text: string, times: number) =>
  async ({ response, message }: Exchange) => {
    response.writeHead(200, SSE_TYPE);
    const lot = `data: ${text}\n\n`.repeat(1_000);
    for (let sent = 0; sent < times && !response.destroyed; sent += 1_000)
      if (!response.write(lot)) await Promise.race([once(response, "drain"), once(response, "close")]).catch(() => {});
    response.end(`data: ${result(message.id)}\n\n`);
  };
const notice = (method: string, params = {}) => JSON.stringify({ jsonrpc: "2.0", method, params });
const request = (method: string, params = {}) => JSON.stringify({ jsonrpc: "2.0", id: "q", method, params });

/** 64 MB of nothing, packed, which nobody asked for. */
function bomb(encoding: string, compress: (plain: Buffer) => Buffer): Pick<Attack, "prepare" | "act"> {
  let packed: Buffer | undefined;
  return {
    prepare: () => {
      packed = compress(Buffer.alloc(64 * 1024 * 1024, "x"));
    },
    act: ({ response }) => {
      response.writeHead(200, { ...JSON_TYPE, "content-encoding": encoding });
      response.end(packed);
    },
  };
}
const brotli = (plain: Buffer) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

const deep = (levels: number, open: string, close = "") => open.repeat(levels) + close.repeat(levels);
const list = (tools: (i: number) => string, count: number, more = "") =>
  json((id) => `${head(id)}{"tools":[${Array.from({ length: count }, (_, i) => tools(i)).join(",")}]${more}}}`);
const plain = (i: number) => `{"name":"t${i}","inputSchema":{"type":"object"}}`;

const EVIL = "^(a+)+$";
const TRAP = JSON.stringify(`${"a".repeat(40)}!`);
const UNCHECKED = /^result unchecked$/;

function explosion(levels: number): object {
  const $defs: Record<string, object> = { d0: { required: ["x"] } };
  for (let i = 1; i <= levels; i += 1)
    $defs[`d${i}`] = { anyOf: [{ $ref: `#/$defs/d${i - 1}` }, { $ref: `#/$defs/d${i - 1}` }] };
  return { $defs, $ref: `#/$defs/d${levels}` };
}

export const ATTACKS: Attack[] = [
  // Size
  {
    name: "1 GB of one JSON string",
    step: "call",
    ends: CUT,
    guard: "bytes",
    isQuick: true,
    act: async ({ response }) => {
      response.writeHead(200, JSON_TYPE);
      response.write('{"a":"');
      await pour(response, MB);
    },
  },
  {
    name: "1 GB that is declared",
    step: "call",
    ends: CUT,
    act: async ({ response }) => {
      response.writeHead(200, { ...JSON_TYPE, "content-length": GB });
      await pour(response, MB);
    },
  },
  {
    name: "1 GB of a tool list",
    step: "list",
    ends: CUT_LIST,
    isQuick: true,
    act: async ({ response }) => {
      response.writeHead(200, JSON_TYPE);
      await pour(response, MB);
    },
  },
  {
    name: "1 GB in answer to initialize",
    step: "connect",
    ends: CUT_LIST,
    act: async ({ response }) => {
      response.writeHead(200, JSON_TYPE);
      await pour(response, MB);
    },
  },
  {
    name: "an event line without end",
    step: "call",
    ends: CUT,
    isQuick: true,
    act: async ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      response.write("data: ");
      await pour(response, MB);
    },
  },
  {
    name: "an event of lines without end",
    step: "call",
    ends: CUT,
    act: ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      return pour(response, "data: x\n".repeat(1_000));
    },
  },
  {
    name: "comments without end",
    step: "call",
    ends: CUT,
    act: ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      return pour(response, ":\n".repeat(1_000));
    },
  },
  {
    name: "small events without end",
    step: "call",
    ends: CUT,
    guard: "lines",
    isQuick: true,
    act: ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      return pour(response, "data: {}\n\n".repeat(1_000));
    },
  },
  {
    name: "fields nobody knows, without end",
    step: "call",
    ends: CUT,
    act: ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      return pour(response, "x\n".repeat(1_000));
    },
  },
  {
    name: "1 GB with status 500",
    step: "call",
    ends: /^unknown server_error$/,
    act: ({ response }) => {
      response.writeHead(500);
      return pour(response, MB);
    },
  },
  {
    name: "1 GB with status 400 that speaks of a session",
    step: "call",
    ends: /^not_executed session_lost$/,
    act: ({ response }) => {
      response.writeHead(400);
      return pour(response, "session ".repeat(10_000));
    },
  },
  {
    name: "1 GB with status 401",
    step: "call",
    ends: /^not_executed needs_authorization$/,
    act: ({ response }) => {
      response.writeHead(401);
      return pour(response, MB);
    },
  },
  {
    name: "1 GB with status 302",
    step: "call",
    ends: /^unknown (redirect_refused|stream_broken)$/,
    act: ({ response }) => {
      response.writeHead(302, { location: "/else" });
      return pour(response, MB);
    },
  },
  {
    name: "1 GB with status 202",
    step: "call",
    ends: /^unknown (timeout|too_large)$/,
    act: ({ response }) => {
      response.writeHead(202);
      return pour(response, MB);
    },
  },
  {
    name: "1 GB of HTML",
    step: "call",
    ends: /^unknown not_mcp$/,
    act: ({ response }) => {
      response.writeHead(200, { "content-type": "text/html" });
      return pour(response, MB);
    },
  },
  {
    name: "headers without end",
    step: "call",
    ends: CUT,
    isQuick: true,
    act: async ({ response }) => {
      response.socket?.write("HTTP/1.1 200 OK\r\n");
      for (let i = 0; i < 100 && !response.socket?.destroyed; i += 1) {
        response.socket?.write("x-filler: y\r\n".repeat(1_000));
        await wait(1);
      }
      response.destroy();
    },
  },
  {
    name: "chunk extensions without end",
    step: "call",
    ends: /^unknown (too_large|stream_broken|timeout)$/,
    act: async ({ response }) => {
      response.socket?.write(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1;x=",
      );
      for (let i = 0; i < 100 && !response.socket?.destroyed; i += 1) {
        response.socket?.write("y".repeat(64 * 1024));
        await wait(1);
      }
      response.destroy();
    },
  },
  // Compression that nobody asked for
  { name: "a gzip bomb", step: "call", ends: CUT, isQuick: true, ...bomb("gzip", (buffer) => gzipSync(buffer)) },
  { name: "a brotli bomb", step: "call", ends: CUT, isQuick: true, ...bomb("br", brotli) },
  { name: "a deflate bomb", step: "list", ends: CUT_LIST, ...bomb("deflate", (buffer) => deflateSync(buffer)) },
  {
    name: "gzip within gzip",
    step: "call",
    ends: CUT,
    ...bomb("gzip, gzip", (buffer) => gzipSync(gzipSync(buffer))),
  },
  {
    name: "a gzip bomb in answer to initialize",
    step: "connect",
    ends: CUT_LIST,
    ...bomb("gzip", (buffer) => gzipSync(buffer)),
  },
  // Nesting
  {
    name: "arrays four million deep",
    step: "call",
    ends: CUT,
    isQuick: true,
    act: structured(deep(3_900_000, "[", "]")),
  },
  {
    name: "objects a million deep",
    step: "call",
    ends: CUT,
    act: structured(`${deep(1_000_000, '{"a":')}1${"}".repeat(1_000_000)}`),
  },
  {
    name: "nesting within an event",
    step: "call",
    ends: CUT,
    isQuick: true,
    act: ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      response.end(`data: ${deep(1_000_000, "[")}\n\n`);
    },
  },
  {
    name: "nesting in a tool list",
    step: "list",
    ends: CUT_LIST,
    act: list(() => `{"name":"t","inputSchema":${deep(1_000_000, '{"a":')}`, 1),
  },
  {
    name: "nesting that one tool alone has",
    step: "list",
    ends: /^ok 1$/,
    act: list((i) => (i === 0 ? plain(0) : `{"name":"t","inputSchema":${deep(200, '{"a":')}1${"}".repeat(200)}}`), 2),
  },
  {
    name: "nesting in a refusal",
    step: "call",
    ends: /^not_executed rejected$/,
    act: ({ response }) => {
      response.writeHead(400, JSON_TYPE);
      response.end(deep(1_000_000, "["));
    },
  },
  {
    name: "nesting in an error's data",
    step: "call",
    ends: CUT,
    act: json(
      (id) => `{"jsonrpc":"2.0","id":${id},"error":{"code":1,"message":"","data":${deep(1_000_000, "[", "]")}}}`,
    ),
  },
  {
    name: "nesting in initialize",
    step: "connect",
    ends: CUT_LIST,
    act: json((id) => `${head(id)}${deep(1_000_000, "[")}`),
  },
  // Numbers of things
  {
    name: "2.5 million objects",
    step: "call",
    ends: CUT,
    guard: "values",
    isQuick: true,
    act: structured(`[${"{},".repeat(2_500_000)}{}]`),
  },
  {
    name: "2.5 million arrays within an event",
    step: "call",
    ends: CUT,
    act: ({ response, message }) => {
      response.writeHead(200, SSE_TYPE);
      response.end(`data: ${result(message.id, `[${"[],".repeat(1_200_000)}[]]`)}\n\n`);
    },
  },
  {
    name: "600,000 keys",
    step: "call",
    ends: CUT,
    act: structured(`{${Array.from({ length: 600_000 }, (_, i) => `"k${i}":1`).join(",")}}`),
  },
  {
    name: "46,000 blocks of no kind",
    step: "call",
    ends: /^unknown invalid_answer$/,
    guard: "content",
    isQuick: true,
    act: json((id) => result(id, `[${"{},".repeat(46_000)}{}]`)),
  },
  {
    name: "a key of 7 MB",
    step: "call",
    ends: /^(result|unknown too_large)/,
    act: structured(`{"${"k".repeat(7 * 1024 * 1024)}":1}`),
  },
  { name: "7 MB of escapes", step: "call", ends: /^result/, act: structured(`{"v":"${"\\u0000".repeat(1_000_000)}"}`) },
  { name: "7 MB of digits", step: "call", ends: /^result/, act: structured(`{"v":${"1".repeat(7 * 1024 * 1024)}}`) },
  {
    name: "__proto__ and constructor, ten thousand times",
    step: "call",
    ends: /^result/,
    isQuick: true,
    act: structured(
      `{"v":[${'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},'.repeat(10_000)}{}]}`,
    ),
  },
  {
    name: "a text of 7 MB",
    step: "call",
    ends: /^result/,
    act: json((id) => result(id, `[{"type":"text","text":"${"y".repeat(7 * 1024 * 1024)}"}]`)),
  },
  // Tools
  { name: "100,000 tools", step: "list", ends: /^(too_large|ok 500)/, isQuick: true, act: list(plain, 100_000) },
  { name: "20,000 tools", step: "list", ends: /^ok 500/, act: list(plain, 20_000) },
  {
    name: "a million pages of one tool",
    step: "list",
    ends: /^ok 64 limit$/,
    isQuick: true,
    act: (() => {
      let page = 0;
      return ({ response, message }: Exchange) => {
        page += 1;
        response.writeHead(200, JSON_TYPE);
        response.end(`${head(message.id)}{"tools":[${plain(page)}],"nextCursor":"${page}"}}`);
      };
    })(),
  },
  {
    name: "pages of 7 MB",
    step: "list",
    ends: /^ok 0 limit$/,
    act: (() => {
      let page = 0;
      return ({ response, message }: Exchange) => {
        page += 1;
        response.writeHead(200, JSON_TYPE);
        response.end(
          `${head(message.id)}{"tools":[{"name":"t","description":"${"d".repeat(7 * 1024 * 1024)}","inputSchema":{"type":"object"}}],"nextCursor":"${page}"}}`,
        );
      };
    })(),
  },
  {
    name: "a cursor of 7 MB",
    step: "list",
    ends: /^ok 1 limit$/,
    act: list(plain, 1, `,"nextCursor":"${"c".repeat(7 * 1024 * 1024)}"`),
  },
  {
    name: "tools with schemas of 60 kB",
    step: "list",
    ends: /^ok \d+/,
    act: list((i) => `{"name":"t${i}","inputSchema":{"type":"object","description":"${"s".repeat(60_000)}"}}`, 120),
  },
  {
    name: "tools named for prototypes",
    step: "list",
    ends: /^ok 3$/,
    isQuick: true,
    act: list(
      (i) =>
        `{"name":"${["__proto__", "constructor", "toString"][i]}","inputSchema":{"type":"object","__proto__":{"polluted":1}}}`,
      3,
    ),
  },
  // Schemas
  {
    name: "a pattern that backtracks",
    step: "call",
    ends: UNCHECKED,
    guard: "killing",
    isQuick: true,
    outputSchema: { type: "object", properties: { a: { type: "string", pattern: EVIL } } },
    act: structured(`{"a":${TRAP}}`),
  },
  {
    name: "a pattern for keys that backtracks",
    step: "call",
    ends: UNCHECKED,
    outputSchema: { type: "object", patternProperties: { [EVIL]: {} } },
    act: structured(`{${TRAP}:1}`),
  },
  {
    name: "names that backtrack",
    step: "call",
    ends: UNCHECKED,
    outputSchema: { type: "object", propertyNames: { pattern: EVIL } },
    act: structured(`{${TRAP}:1}`),
  },
  {
    name: "a schema that explodes",
    step: "call",
    ends: UNCHECKED,
    isQuick: true,
    outputSchema: explosion(24),
    act: structured("{}"),
  },
  {
    name: "a schema that goes round in circles",
    step: "call",
    ends: UNCHECKED,
    outputSchema: { $ref: "#" },
    act: structured("{}"),
  },
  {
    name: "a schema that is elsewhere",
    step: "call",
    ends: UNCHECKED,
    outputSchema: { $ref: "http://127.0.0.1:1/schema" },
    act: structured("{}"),
  },
  {
    name: "unique items, compared with each other",
    step: "call",
    ends: UNCHECKED,
    outputSchema: { properties: { v: { uniqueItems: true } } },
    act: structured(`{"v":[${Array.from({ length: 12_000 }, (_, i) => `{"i":${i},"j":{"k":${i}}}`).join(",")}]}`),
  },
  // Floods
  {
    name: "a flood of progress",
    step: "call",
    ends: FLOODED,
    guard: "progress",
    isQuick: true,
    act: async (exchange) => {
      const { _meta } = (exchange.message.params ?? {}) as { _meta?: { progressToken?: unknown } };
      await flood(
        notice("notifications/progress", { progressToken: _meta?.progressToken, progress: 1 }),
        20_000,
      )(exchange);
    },
  },
  {
    name: "a flood of changed lists",
    step: "call",
    ends: FLOODED,
    isQuick: true,
    act: flood(notice("notifications/tools/list_changed"), 20_000),
  },
  {
    name: "a flood of notices nobody knows",
    step: "call",
    ends: FLOODED,
    act: flood(notice("notifications/x"), 30_000),
  },
  {
    name: "a flood of log messages",
    step: "call",
    ends: FLOODED,
    act: flood(notice("notifications/message", { level: "info", data: "x" }), 30_000),
  },
  {
    name: "a flood of questions",
    step: "call",
    ends: FLOODED,
    guard: "requests",
    isQuick: true,
    act: flood(
      request("elicitation/create", { message: "?", requestedSchema: { type: "object", properties: {} } }),
      20_000,
    ),
  },
  {
    name: "a flood of sampling",
    step: "call",
    ends: FLOODED,
    act: flood(request("sampling/createMessage", { messages: [], maxTokens: 1 }), 20_000),
  },
  { name: "a flood of pings", step: "call", ends: FLOODED, act: flood(request("ping"), 20_000) },
  {
    name: "a flood of answers to nobody",
    step: "call",
    ends: FLOODED,
    act: flood(result(987_654), 30_000),
  },
  { name: "a flood of what is no JSON", step: "call", ends: FLOODED, act: flood("{", 30_000) },
  {
    name: "a flood of event ids",
    step: "call",
    ends: /^unknown (too_large|stream_broken|timeout)$/,
    act: events("id: 1\nretry: 0\n\n", 100_000, false),
  },
  // Slowness
  { name: "silence", step: "call", ends: /^unknown timeout$/, act: () => {} },
  {
    name: "headers a byte at a time",
    step: "call",
    ends: /^unknown timeout$/,
    isQuick: true,
    act: async ({ response }) => {
      for (const byte of `HTTP/1.1 200 OK\r\nx: ${"y".repeat(10_000)}`) {
        if (response.socket?.destroyed) return;
        response.socket?.write(byte);
        await wait(50);
      }
    },
  },
  {
    name: "a body a byte at a time",
    step: "call",
    ends: /^unknown timeout$/,
    act: async ({ response }) => {
      response.writeHead(200, JSON_TYPE);
      for (let i = 0; i < 2_000 && !response.destroyed; i += 1) {
        response.write(" ");
        await wait(50);
      }
    },
  },
  {
    name: "a stream that only ever breathes",
    step: "call",
    ends: /^unknown timeout$/,
    act: async ({ response }) => {
      response.writeHead(200, SSE_TYPE);
      for (let i = 0; i < 2_000 && !response.destroyed; i += 1) {
        response.write(":\n\n");
        await wait(50);
      }
    },
  },
];
