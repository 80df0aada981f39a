import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { startHttpServer } from "./loopback-server.ts";

/** What the model does when it is asked the next time. */
export type ModelTurn = {
  /** Said in these pieces. */
  text?: string[];
  /** Between one piece and the next. */
  delayMs?: number;
  /** A name no offered tool has stands for the tool that ends in `__<name>`. */
  calls?: { name: string; arguments: object | string }[];
  /** Waited for after the text and before anything else: an answer that hangs, or that a test lets go on. */
  until?: Promise<void>;
  /** Answer with this status instead, and with these headers. */
  status?: number;
  headers?: Record<string, string>;
  /** Break the connection instead of ending the answer; before its first byte when it has no text. */
  isCut?: boolean;
  /** End as if there was no room for more. */
  isTooLong?: boolean;
  /** What it says it counted. */
  usage?: { prompt: number; completion: number };
};

export type ModelMessage = { role: string; content: unknown; tool_calls?: unknown[]; tool_call_id?: string };
export type ModelRequest = {
  model: string;
  messages: ModelMessage[];
  tools?: { function: { name: string } }[];
  stream?: boolean;
};

/** An OpenAI-compatible model over real HTTP that says what a test tells it to. */
export type ModelServer = {
  baseUrl: string;
  /** `127.0.0.1:<port>`, as EGRESS_ALLOW spells it. */
  hostPort: string;
  /** What it was asked, in order. */
  requests: ModelRequest[];
  /** The keys it was asked with, in order. */
  keys: (string | undefined)[];
  /** The next turns, in order; afterwards it says "(nothing more)". */
  script: (...turns: ModelTurn[]) => void;
  /** Says what `reply` makes of the question, however often it is put, instead of a script. */
  replyBy: (reply: (request: ModelRequest) => ModelTurn) => void;
  /** What it says when it is asked for a conversation's title, which uses up no turn: "Scripted title" if not told. */
  titleBy: (title: (request: ModelRequest) => ModelTurn) => void;
  close: () => Promise<void>;
};

/** Starts it on a free loopback port. */
export async function startModelServer(): Promise<ModelServer> {
  const turns: ModelTurn[] = [];
  let title = (_: ModelRequest): ModelTurn => ({ text: ["Scripted title"] });
  let reply: ((request: ModelRequest) => ModelTurn) | null = null;
  const requests: ModelRequest[] = [];
  const keys: (string | undefined)[] = [];
  const server = await startHttpServer((request, response, body) => {
    if (request.url !== "/v1/chat/completions") return void response.writeHead(404).end();
    const question: ModelRequest = JSON.parse(body);
    if (asksForTitle(question)) return void answer(response, question, title(question));
    requests.push(question);
    keys.push(request.headers.authorization);
    void answer(response, question, reply?.(question) ?? turns.shift() ?? { text: ["(nothing more)"] });
  });
  return {
    baseUrl: `${server.origin}/v1`,
    hostPort: server.hostPort,
    requests,
    keys,
    script: (...next) => {
      reply = null;
      turns.splice(0, turns.length, ...next);
    },
    replyBy: (next) => {
      reply = next;
    },
    titleBy: (next) => {
      title = next;
    },
    close: server.close,
  };
}

let asked = 0;

/** Answers one request as a turn says, as a stream or whole as the request wants it. */
export async function answer(response: ServerResponse, question: ModelRequest, turn: ModelTurn): Promise<void> {
  asked += 1;
  if (turn.status) {
    response.writeHead(turn.status, { "content-type": "application/json", ...turn.headers });
    return void response.end(JSON.stringify({ error: { message: `scripted ${turn.status}` } }));
  }
  if (turn.isCut && !turn.text) return void response.destroy();
  const id = `c${asked}`;
  const calls = (turn.calls ?? []).map((call, index) => ({
    index,
    id: `call_${asked}_${index}`,
    type: "function",
    function: {
      name: toolName(call.name, question),
      arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
    },
  }));
  const finish = turn.isTooLong ? "length" : turn.calls ? "tool_calls" : "stop";
  const usage = turn.usage && {
    prompt_tokens: turn.usage.prompt,
    completion_tokens: turn.usage.completion,
    total_tokens: turn.usage.prompt + turn.usage.completion,
  };
  if (question.stream !== true) {
    await turn.until;
    const message = {
      role: "assistant",
      content: (turn.text ?? []).join(""),
      ...(calls.length > 0 && { tool_calls: calls }),
    };
    const choices = [{ index: 0, message, finish_reason: finish }];
    response.writeHead(200, { "content-type": "application/json" });
    return void response.end(
      JSON.stringify({ id, object: "chat.completion", created: 1, model: question.model, choices, usage }),
    );
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const chunk = (more: object) =>
    response.write(
      `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 1, model: question.model, ...more })}\n\n`,
    );
  const say = (delta: object, reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta, finish_reason: reason }] });
  say({ role: "assistant", content: "" });
  for (const piece of turn.text ?? []) {
    if (turn.delayMs) await sleep(turn.delayMs);
    say({ content: piece });
  }
  await turn.until;
  if (turn.isCut) return void response.destroy();
  for (const call of calls) say({ tool_calls: [call] });
  say({}, finish);
  if (usage) chunk({ choices: [], usage });
  response.end("data: [DONE]\n\n");
}

function toolName(name: string, { tools = [] }: ModelRequest): string {
  const names = tools.map((tool) => tool.function.name);
  if (names.includes(name)) return name;
  return names.find((offered) => offered.endsWith(`__${name}`)) ?? name;
}

/** A request for a title has no tools, and its instructions speak of one. */
export function asksForTitle({ messages, tools = [] }: ModelRequest): boolean {
  const [first] = messages;
  return tools.length === 0 && first?.role === "system" && /\btitle\b/i.test(String(first.content));
}
