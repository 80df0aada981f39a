import { setTimeout as wait } from "node:timers/promises";
import { type Attack, events, FLOODED, flood, JSON_TYPE, notice, request, result, SSE_TYPE } from "./answers.ts";

/** Answers that go on: floods, and what never gets anywhere. */
export const STREAM_ATTACKS: Attack[] = [
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
