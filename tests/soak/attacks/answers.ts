import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";
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

export const GB = 1024 ** 3;
export const JSON_TYPE = { "content-type": "application/json" };
export const SSE_TYPE = { "content-type": "text/event-stream" };
export const CUT = /^unknown too_large$/;
/** Read to its end, cut, or not read to its end in the call's own time: a flood is no sign of life. */
export const FLOODED = /^(result|unknown (too_large|timeout))$/;
export const CUT_LIST = /^too_large$/;

/** Sends one piece again and again until it is enough or nobody listens any more. */
export async function pour(response: ServerResponse, piece: string | Buffer, total = GB): Promise<void> {
  const size = Buffer.byteLength(piece);
  for (let sent = 0; sent < total && !response.destroyed; sent += size)
    if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]).catch(() => {});
  response.end();
}

export const head = (id: unknown) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`;
export const result = (id: unknown, content = "[]", more = "") => `${head(id)}{"content":${content}${more}}}`;
export const MB = "x".repeat(1024 * 1024);

/** Answers with JSON: what comes after `"result":`. */
export const json =
  (body: (id: unknown) => string, headers: Record<string, string> = {}) =>
  ({ response, message }: Exchange) => {
    response.writeHead(200, { ...JSON_TYPE, ...headers });
    response.end(body(message.id));
  };
export const structured = (value: string) => json((id) => result(id, "[]", `,"structuredContent":${value}`));
export const events =
  (text: string, times: number, ending = true) =>
  async ({ response, message }: Exchange) => {
    response.writeHead(200, SSE_TYPE);
    const lot = text.repeat(Math.min(times, 1_000));
    await pour(response, lot, lot.length * Math.ceil(times / 1_000) - (ending ? lot.length : 0));
    if (!response.destroyed && ending) response.end(`data: ${result(message.id)}\n\n`);
  };
/** A stream of so many equal events, and then the proper answer. */
export const flood =
  (text: string, times: number) =>
  async ({ response, message }: Exchange) => {
    response.writeHead(200, SSE_TYPE);
    const lot = `data: ${text}\n\n`.repeat(1_000);
    for (let sent = 0; sent < times && !response.destroyed; sent += 1_000)
      if (!response.write(lot)) await Promise.race([once(response, "drain"), once(response, "close")]).catch(() => {});
    response.end(`data: ${result(message.id)}\n\n`);
  };
export const notice = (method: string, params = {}) => JSON.stringify({ jsonrpc: "2.0", method, params });
export const request = (method: string, params = {}) => JSON.stringify({ jsonrpc: "2.0", id: "q", method, params });

/** 64 MB of nothing, packed, which nobody asked for. */
export function bomb(encoding: string, compress: (plain: Buffer) => Buffer): Pick<Attack, "prepare" | "act"> {
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
export const brotli = (plain: Buffer) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

export const deep = (levels: number, open: string, close = "") => open.repeat(levels) + close.repeat(levels);
export const list = (tools: (i: number) => string, count: number, more = "") =>
  json((id) => `${head(id)}{"tools":[${Array.from({ length: count }, (_, i) => tools(i)).join(",")}]${more}}}`);
export const plain = (i: number) => `{"name":"t${i}","inputSchema":{"type":"object"}}`;

export const EVIL = "^(a+)+$";
export const TRAP = JSON.stringify(`${"a".repeat(40)}!`);
export const UNCHECKED = /^result unchecked$/;

export function explosion(levels: number): object {
  const $defs: Record<string, object> = { d0: { required: ["x"] } };
  for (let i = 1; i <= levels; i += 1)
    $defs[`d${i}`] = { anyOf: [{ $ref: `#/$defs/d${i - 1}` }, { $ref: `#/$defs/d${i - 1}` }] };
  return { $defs, $ref: `#/$defs/d${levels}` };
}
