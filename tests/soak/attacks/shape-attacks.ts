import type { Exchange } from "#tests/integration/mcp/scripted-server.ts";
import {
  type Attack,
  CUT,
  CUT_LIST,
  deep,
  EVIL,
  explosion,
  head,
  JSON_TYPE,
  json,
  list,
  plain,
  result,
  SSE_TYPE,
  structured,
  TRAP,
  UNCHECKED,
} from "./answers.ts";

/** Few bytes that cost much: nesting, numbers of things, lists, schemas. */
export const SHAPE_ATTACKS: Attack[] = [
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
];
