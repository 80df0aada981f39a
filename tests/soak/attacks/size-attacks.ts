import { setTimeout as wait } from "node:timers/promises";
import { deflateSync, gzipSync } from "node:zlib";
import { type Attack, bomb, brotli, CUT, CUT_LIST, GB, JSON_TYPE, MB, pour, SSE_TYPE } from "./answers.ts";

/** More bytes than anybody can want, packed or not. */
export const SIZE_ATTACKS: Attack[] = [
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
];
