import { startHttpServer } from "./loopback-server.ts";
import { answer, asksForTitle, type ModelMessage, type ModelRequest, type ModelTurn } from "./model-server.ts";

/**
 * A turn as one process tells another over HTTP. Turns are used up in their order; one with `when` stands instead, for
 * every request that it fits, before the others.
 */
export type ScriptedTurn = Omit<ModelTurn, "until"> & {
  when?: {
    /** The last message is a tool's result, or the person's. */
    last?: "tool" | "user";
    /** The last message, as JSON, contains this. */
    contains?: string;
  };
  /** Says the last message (a tool's result, say) instead of `text`. */
  saysLast?: boolean;
  /** After its text it waits until it is told to go on (POST /scripts/<name>/go). */
  waits?: boolean;
};

/** `title` is what it says when it is asked for a conversation's title, which uses up no turn. */
export type Script = { turns: ScriptedTurn[]; title?: string };

type Running = Script & { requests: ModelRequest[]; waiting: (() => void)[] };

/**
 * An OpenAI-compatible model for many tests at once, each with a script of its own. The model's name in a request picks
 * the script, so that tests do not meet:
 *   PUT  /scripts/<name>           {turns, title?}: begins the script anew
 *   GET  /scripts/<name>/requests  what it was asked under this name, titles apart
 *   POST /scripts/<name>/go        lets an answer that waits go on
 */
export async function startScriptedModel(): Promise<{ url: string; hostPort: string; close: () => Promise<void> }> {
  const scripts = new Map<string, Running>();
  const server = await startHttpServer((request, response, body) => {
    const json = (value: unknown, status = 200) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const [, what, encoded = "", part] = (request.url ?? "").split("/");
    if (what === "v1") {
      const question: ModelRequest = JSON.parse(body);
      const script = scripts.get(question.model);
      if (!script) return json({ error: { message: `no model ${question.model}` } }, 404);
      return void answer(response, question, turnFor(script, question));
    }
    const name = decodeURIComponent(encoded);
    if (request.method === "PUT") scripts.set(name, { ...(JSON.parse(body) as Script), requests: [], waiting: [] });
    const script = scripts.get(name);
    if (!script) return json({ error: "no such script" }, 404);
    if (part === "requests") return json(script.requests);
    if (part === "go") for (const go of script.waiting.splice(0)) go();
    json({});
  });
  return { url: server.origin, hostPort: server.hostPort, close: server.close };
}

function turnFor(script: Running, question: ModelRequest): ModelTurn {
  if (asksForTitle(question)) return { text: [script.title ?? "Scripted title"] };
  script.requests.push(question);
  const last = question.messages.at(-1);
  const standing = script.turns.find((turn) => turn.when && fits(turn.when, last));
  const next = standing ?? script.turns.find((turn) => !turn.when);
  if (!next) return { text: ["(nothing more)"] };
  if (!standing) script.turns.splice(script.turns.indexOf(next), 1);
  const { when: _, saysLast, waits, ...turn } = next;
  return {
    ...turn,
    ...(saysLast && { text: [textOf(last)] }),
    ...(waits && { until: new Promise<void>((resolve) => void script.waiting.push(resolve)) }),
  };
}

function fits({ last, contains }: NonNullable<ScriptedTurn["when"]>, message: ModelMessage | undefined): boolean {
  if (!message || (last && message.role !== last)) return false;
  return contains === undefined || JSON.stringify(message).includes(contains);
}

function textOf(message: ModelMessage | undefined): string {
  const content = message?.content;
  return typeof content === "string" ? content : JSON.stringify(content ?? "");
}
