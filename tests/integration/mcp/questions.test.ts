import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type CallOutcome, callTool } from "#lib/mcp/call-tool.ts";
import { GATE_SLOTS_PER_PERSON } from "#lib/mcp/constants.ts";
import { defaultAnswer, type QuestionAnswer, readQuestion } from "#lib/mcp/elicitation.ts";
import { listTools } from "#lib/mcp/list-tools.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import { SessionPool } from "#lib/mcp/session-pool.ts";
import type { JsonObject, McpTool } from "#lib/mcp/types.ts";
import { newId } from "#lib/platform/ids.ts";
import { type EverythingServer, startEverything } from "#tests/fakes/everything-server.ts";
import { type OpenCall, streamingScript } from "../tool-calls/asking-server.ts";
import { definitionOf, endpointFor, sessionFor } from "./endpoint.ts";
import { answer, startScripted } from "./scripted-server.ts";

/** What somebody fills in who takes every default and gives a name. */
function fillIn(params: JsonObject): QuestionAnswer {
  const question = readQuestion(params);
  if (question?.kind !== "form") return { action: "accept" };
  const content = defaultAnswer(question.fields);
  for (const field of question.fields.filter(({ isRequired, name }) => isRequired && !(name in content)))
    content[field.name] = field.kind === "choice" ? (field.options[0]?.value ?? "") : "Ann";
  return { action: "accept", content };
}

const textOf = (outcome: CallOutcome) => (outcome.kind === "result" ? JSON.stringify(outcome.result.content) : outcome);

describe.each(["streamableHttp", "sse"] as const)("server-everything over %s asks", (transport) => {
  let server: EverythingServer;
  let session: McpSession;
  let tools: McpTool[];
  beforeAll(async () => {
    server = await startEverything(transport);
    session = await sessionFor(endpointFor(server.url));
    const listed = await listTools(session);
    tools = listed.ok ? listed.value : [];
  });
  afterAll(async () => {
    await session.close();
    await server.close();
  });

  const call = (name: string, given: JsonObject = {}, onTask = async () => {}) => {
    const definition = tools.find((tool) => tool.name === name);
    if (!definition) throw new Error(`No tool ${name}`);
    const onQuestion = async (params: JsonObject) => fillIn(params);
    return callTool(session, { name, arguments: given, definition, onQuestion, onTask });
  };

  test("by a form of every kind of field", async () => {
    const said = textOf(await call("trigger-elicitation-request"));
    expect(said).toContain("User provided the requested information");
    for (const part of ["Name: Ann", "Favorite Integer: 42", "fish-1", "pet-1", "Guitar"]) expect(said).toContain(part);
  });

  test("for a visit to an address", async () => {
    const said = textOf(await call("trigger-url-elicitation", { url: "https://example.com/", message: "Go" }));
    expect(said).toContain("accept");
  });

  test("for a visit first, by an error: nothing was carried out, and it is for others to send it again", async () => {
    expect(await call("trigger-url-elicitation", { url: "https://example.com/", errorPath: true })).toMatchObject({
      kind: "input_required",
      from: "error",
      questions: [{ params: { mode: "url", url: "https://modelcontextprotocol.io" } }],
    });
  });

  test("and whoever is asked keeps nobody's place: more calls than a person has places wait, another goes on", async () => {
    const pool = new SessionPool();
    const endpoint = endpointFor(server.url, { isolation: { server: newId("connector"), person: "ann" } });
    const answered = Promise.withResolvers<QuestionAnswer>();
    let asked = 0;
    const definition = (name: string) => tools.find((tool) => tool.name === name) ?? definitionOf(name);
    const onQuestion = () => {
      asked += 1;
      return answered.promise;
    };
    const name = "trigger-elicitation-request";
    const waiting = Array.from({ length: GATE_SLOTS_PER_PERSON + 2 }, () =>
      pool.with("ann", endpoint, (it) =>
        callTool(it, { name, arguments: {}, definition: definition(name), onQuestion }),
      ),
    );
    await vi.waitFor(() => expect(asked).toBe(waiting.length), 20_000);
    const echo = { name: "echo", arguments: { message: "hi" }, definition: definition("echo") };
    expect(await pool.with("ann", endpoint, (it) => callTool(it, echo))).toMatchObject({ value: { kind: "result" } });
    answered.resolve({ action: "decline" });
    for (const outcome of await Promise.all(waiting)) expect(outcome).toMatchObject({ value: { kind: "result" } });
    await pool.closeAll();
  }, 60_000);

  test("in the middle of a task", async () => {
    const onTask = vi.fn(async () => {});
    const said = textOf(await call("simulate-research-query", { topic: "python", ambiguous: true }, onTask));
    expect(said).toContain("After receiving clarification");
    expect(onTask).toHaveBeenCalledOnce();
  }, 60_000);
});

describe("questions of a scripted server", () => {
  test("on the stream for messages of no request: it is open before the call is sent, and closed after it", async () => {
    let standing: OpenCall["response"] | undefined;
    let calling: { id: unknown; response: OpenCall["response"] } | undefined;
    const server = await startScripted(({ request, response, message }) => {
      if (request.method === "GET") {
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        standing = response;
        return true;
      }
      if (message.method === "tools/call") {
        expect(standing, "the stream is open").toBeDefined();
        calling = { id: message.id, response };
        const params = {
          message: "Who?",
          requestedSchema: { type: "object", properties: { name: { type: "string" } } },
        };
        standing?.write(`data: ${JSON.stringify({ jsonrpc: "2.0", id: 7, method: "elicitation/create", params })}\n\n`);
        return true;
      }
      if (request.method === "POST" && message.method === undefined && calling) {
        response.writeHead(202).end();
        return answer(calling.response, calling.id, { content: [{ type: "text", text: JSON.stringify(message) }] });
      }
      return undefined;
    });
    const session = await sessionFor(endpointFor(server.url));
    const onQuestion = async () => ({ action: "accept", content: { name: "Ann" } }) as const;
    const outcome = await callTool(session, {
      name: "act",
      arguments: {},
      definition: definitionOf("act"),
      onQuestion,
    });
    expect(textOf(outcome)).toContain("Ann");
    await vi.waitFor(() => expect(standing?.destroyed).toBe(true), 20_000);
    await session.close();
    await server.close();
  });

  test("of two calls at once: each question goes to the call on whose stream it came", async () => {
    const open: OpenCall[] = [];
    const server = await startScripted();
    const script = streamingScript(
      () => server,
      (call) => void open.push(call),
    );
    server.script = script;
    const session = await sessionFor(endpointFor(server.url));
    const asked: string[] = [];
    const calls = ["first", "second"].map((name) =>
      callTool(session, {
        name: "act",
        arguments: { name },
        definition: definitionOf("act"),
        onQuestion: async ({ message }) => {
          asked.push(`${name} is asked ${String(message)}`);
          return { action: "decline" };
        },
      }),
    );
    await vi.waitFor(() => expect(open).toHaveLength(2), 20_000);
    const question = (message: string) => ({ message, requestedSchema: { type: "object", properties: {} } });
    for (const [i, call] of open.entries()) call.ask(question(String(i)), `q${i}`);
    await vi.waitFor(() => expect(script.answers).toHaveLength(2), 20_000);
    for (const call of open) call.finish();
    await Promise.all(calls);
    expect(asked.toSorted()).toEqual(["first is asked 0", "second is asked 1"]);
    await session.close();
    await server.close();
  });

  test("a person's time does not count as the server's silence; the server's does", async () => {
    const open: OpenCall[] = [];
    const server = await startScripted();
    server.script = streamingScript(
      () => server,
      (call) => {
        open.push(call);
        call.ask({ message: "?", requestedSchema: { type: "object", properties: {} } });
      },
    );
    const session = await sessionFor(endpointFor(server.url));
    const began = Date.now();
    const outcome = await callTool(session, {
      name: "act",
      arguments: {},
      definition: definitionOf("act"),
      timeoutMs: 400,
      onQuestion: () => new Promise((resolve) => setTimeout(() => resolve({ action: "cancel" }), 1_200)),
    });
    expect(outcome).toMatchObject({ kind: "unknown", problem: { reason: "timeout" } });
    expect(Date.now() - began).toBeGreaterThan(1_500);
    await session.close();
    await server.close();
  });

  test("nobody there to ask: cancelled at once", async () => {
    const server = await startScripted();
    const script = streamingScript(
      () => server,
      (call) => {
        call.ask({ message: "?", requestedSchema: { type: "object", properties: {} } });
        setTimeout(() => call.finish(), 500);
      },
    );
    server.script = script;
    const session = await sessionFor(endpointFor(server.url));
    await callTool(session, { name: "act", arguments: {}, definition: definitionOf("act") });
    expect(script.answers).toMatchObject([{ result: { action: "cancel" } }]);
    await session.close();
    await server.close();
  });

  test.each(["sampling/createMessage", "roots/list"])("%s is not ours to answer", async (method) => {
    const server = await startScripted();
    const script = streamingScript(
      () => server,
      (call) => {
        call.send({ id: "x", method, params: { messages: [], maxTokens: 1 } });
        setTimeout(() => call.finish(), 500);
      },
    );
    server.script = script;
    const session = await sessionFor(endpointFor(server.url));
    await callTool(session, { name: "act", arguments: {}, definition: definitionOf("act") });
    expect(script.answers).toMatchObject([{ error: { code: -32601 } }]);
    await session.close();
    await server.close();
  });
});
