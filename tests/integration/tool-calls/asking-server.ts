import type { ServerResponse } from "node:http";
import { answer, type Exchange, type Script, type ScriptedServer } from "../mcp/scripted-server.ts";

type Params = { inputResponses?: unknown; requestState?: string; arguments?: unknown };
/** What a `tools/call` sent of itself, beside its name. */
export type Sent = { id: unknown; params: Params };

/** Makes a scripted server one of 2026-07-28; `reply` gives the result of the n-th `tools/call` (from 0). */
export function modernScript(reply: (n: number, sent: Sent) => object): Script & { sent: Sent[] } {
  const sent: Sent[] = [];
  const script: Script = ({ response, message }) => {
    const params = (message.params ?? {}) as Params;
    switch (message.method) {
      case "server/discover":
        return answer(response, message.id, {
          resultType: "complete",
          supportedVersions: ["2026-07-28"],
          capabilities: { tools: {}, extensions: { "io.modelcontextprotocol/tasks": {} } },
          serverInfo: { name: "modern", version: "1" },
          ttlMs: 0,
          cacheScope: "private",
        });
      case "tools/call":
        sent.push({ id: message.id, params });
        return answer(response, message.id, reply(sent.length - 1, { id: message.id, params }));
      default:
        return undefined;
    }
  };
  return Object.assign(script, { sent });
}

/** An `input_required` answer that asks one thing under the key "who". */
export const wantsName = (requestState?: string) => ({
  resultType: "input_required",
  inputRequests: { who: NAME_QUESTION },
  ...(requestState !== undefined && { requestState }),
});

export const NAME_FORM = {
  message: "Who are you?",
  requestedSchema: {
    type: "object",
    properties: { name: { type: "string", title: "Name", minLength: 2 } },
    required: ["name"],
  },
};
export const NAME_QUESTION = { method: "elicitation/create", params: NAME_FORM };

export const done = (text = "done") => ({ resultType: "complete", content: [{ type: "text", text }] });

/** An open answer to a `tools/call` of 2025-11-25: a stream, on which the server can ask. */
export type OpenCall = {
  response: ServerResponse;
  ask: (params: object, id?: string) => void;
  send: (message: object) => void;
  finish: (result?: object) => void;
};

/** Has each `tools/call` of a scripted server of 2025-11-25 answered by a stream, and gathers what the client says to it. */
export function streamingScript(
  server: () => ScriptedServer,
  onCall: (call: OpenCall, exchange: Exchange) => void,
): Script & { answers: { id: unknown; result?: unknown; error?: unknown }[]; notices: string[] } {
  const answers: { id: unknown; result?: unknown; error?: unknown }[] = [];
  const notices: string[] = [];
  const script: Script = (exchange) => {
    const { response, message, request } = exchange;
    if (request.method !== "POST") return undefined;
    if (message.method === undefined) {
      answers.push(message as never);
      response.writeHead(202).end();
      return true;
    }
    if (message.method.startsWith("notifications/")) notices.push(message.method);
    if (message.method !== "tools/call") return undefined;
    server().executed += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (body: object) => response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...body })}\n\n`);
    onCall(
      {
        response,
        send,
        ask: (params, id = "q1") => send({ id, method: "elicitation/create", params }),
        finish: (result = { content: [{ type: "text", text: "done" }] }) => {
          send({ id: message.id, result });
          response.end();
        },
      },
      exchange,
    );
    return true;
  };
  return Object.assign(script, { answers, notices });
}
