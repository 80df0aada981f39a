import type { IncomingMessage, ServerResponse } from "node:http";
import { type LoopbackServer, startHttpServer } from "#tests/fakes/loopback-server.ts";

export type RpcMessage = { id?: number | string; method?: string; params?: { name?: string; arguments?: unknown } };
export type Exchange = { request: IncomingMessage; response: ServerResponse; message: RpcMessage };

/** How the server treats a request; `undefined` falls through to the ordinary answer. */
export type Script = (exchange: Exchange) => boolean | undefined;

export type ScriptedServer = LoopbackServer & {
  url: string;
  /** What to do instead of answering properly; `true` says that the request was dealt with. */
  script: Script;
  tools: unknown[];
  /** `tools/call` requests carried out. */
  executed: number;
};

/** Answers with a JSON-RPC result. */
export function answer(response: ServerResponse, id: unknown, result: unknown): true {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  return true;
}

/** Answers with a status and a body. */
export function refuse(
  response: ServerResponse,
  status: number,
  body = "",
  headers: Record<string, string> = {},
): true {
  response.writeHead(status, { "content-type": "text/plain", ...headers });
  response.end(body);
  return true;
}

/** A small MCP server of 2025-11-25 with a session, written so that each test can make it misbehave at one point. */
export async function startScripted(script: Script = () => undefined): Promise<ScriptedServer> {
  const state = { script, tools: [{ name: "act", inputSchema: { type: "object" } }] as unknown[], executed: 0 };
  let sessions = 0;
  const server = await startHttpServer((request, response, body) => {
    const message: RpcMessage = body ? JSON.parse(body) : {};
    if (state.script({ request, response, message })) return;
    if (request.method !== "POST") return void refuse(response, 405);
    if (message.id === undefined) return void refuse(response, 202);
    switch (message.method) {
      case "initialize":
        sessions += 1;
        response.setHeader("mcp-session-id", `session-${sessions}`);
        return void answer(response, message.id, {
          protocolVersion: "2025-11-25",
          capabilities: { tools: {} },
          serverInfo: { name: "scripted", version: "1" },
        });
      case "tools/list":
        return void answer(response, message.id, { tools: state.tools });
      case "tools/call":
        state.executed += 1;
        return void answer(response, message.id, { content: [{ type: "text", text: `done ${state.executed}` }] });
      default:
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, error: { code: -32601, message: "No" } }));
    }
  });
  return Object.assign(state, server, { url: `${server.origin}/mcp` });
}

/** A script that applies to `tools/call` alone, after counting it as carried out when `executes`. */
export function onCall(server: () => ScriptedServer, executes: boolean, act: (exchange: Exchange) => void): Script {
  return (exchange) => {
    if (exchange.message.method !== "tools/call") return undefined;
    if (executes) server().executed += 1;
    act(exchange);
    return true;
  };
}
