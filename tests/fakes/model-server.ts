import type { ServerResponse } from "node:http";
import { startHttpServer } from "./loopback-server.ts";

/** What the model does when it is asked the next time. */
export type ModelTurn = {
  /** Said in these pieces. */
  text?: string[];
  calls?: { name: string; arguments: object | string }[];
  /** Waited for after the text and before anything else: an answer that hangs, or that a test lets go on. */
  until?: Promise<void>;
  /** Answer with this status instead. */
  status?: number;
  /** Break the connection instead of ending the answer. */
  isCut?: boolean;
};

export type ModelMessage = { role: string; content: unknown; tool_calls?: unknown[]; tool_call_id?: string };
export type ModelRequest = { model: string; messages: ModelMessage[]; tools?: { function: { name: string } }[] };

/** An OpenAI-compatible model over real HTTP that says what a test tells it to. */
export type ModelServer = {
  baseUrl: string;
  /** What it was asked, in order. */
  requests: ModelRequest[];
  /** The next turns, in order; afterwards it says "(nothing more)". */
  script: (...turns: ModelTurn[]) => void;
  /** Says what `reply` makes of the question, however often it is put, instead of a script. */
  replyBy: (reply: (request: ModelRequest) => ModelTurn) => void;
  close: () => Promise<void>;
};

/** Starts it on a free loopback port. */
export async function startModelServer(): Promise<ModelServer> {
  const turns: ModelTurn[] = [];
  let reply: ((request: ModelRequest) => ModelTurn) | null = null;
  const requests: ModelRequest[] = [];
  let asked = 0;
  const server = await startHttpServer((request, response, body) => {
    if (request.url !== "/v1/chat/completions") return void response.writeHead(404).end();
    const question: ModelRequest = JSON.parse(body);
    requests.push(question);
    asked += 1;
    void answer(response, reply?.(question) ?? turns.shift() ?? { text: ["(nothing more)"] }, asked);
  });
  return {
    baseUrl: `${server.origin}/v1`,
    requests,
    script: (...next) => {
      reply = null;
      turns.splice(0, turns.length, ...next);
    },
    replyBy: (next) => {
      reply = next;
    },
    close: server.close,
  };
}

async function answer(response: ServerResponse, turn: ModelTurn, asked: number): Promise<void> {
  if (turn.status) {
    response.writeHead(turn.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: `scripted ${turn.status}` } }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const say = (delta: object, finish: string | null = null) =>
    response.write(
      `data: ${JSON.stringify({ id: `c${asked}`, object: "chat.completion.chunk", created: 1, model: "scripted", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  say({ role: "assistant", content: "" });
  for (const piece of turn.text ?? []) say({ content: piece });
  await turn.until;
  if (turn.isCut) return void response.destroy();
  for (const [index, call] of (turn.calls ?? []).entries()) {
    const args = typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments);
    const id = `call_${asked}_${index}`;
    say({ tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: args } }] });
  }
  say({}, turn.calls ? "tool_calls" : "stop");
  response.end("data: [DONE]\n\n");
}
