import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callTool } from "#lib/mcp/call-tool.ts";
import type { McpEndpoint } from "#lib/mcp/types.ts";
import { definitionOf, endpointFor, sessionFor } from "./endpoint.ts";
import { answer, type Exchange, onCall, refuse, type ScriptedServer, startScripted } from "./scripted-server.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScripted();
});
afterEach(() => server.close());

const call = { name: "act", arguments: { a: 1 }, definition: definitionOf("act"), timeoutMs: 1_000 };

/** Opens a session while all is well, then calls the tool with the server behaving as told. */
async function callWhen(
  act: (exchange: Exchange) => void,
  given: { executes?: boolean; endpoint?: Partial<McpEndpoint> } = {},
) {
  const session = await sessionFor(endpointFor(server.url, given.endpoint));
  server.script = onCall(() => server, given.executes ?? true, act);
  const outcome = await callTool(session, call);
  server.script = () => undefined;
  await session.close();
  return outcome;
}

const sentCalls = () => server.requests.filter((request) => request.body.includes('"tools/call"'));

describe("answers that prove that nothing was carried out", () => {
  test("connection refused", async () => {
    const session = await sessionFor(endpointFor(server.url));
    await server.close();
    expect(await callTool(session, call)).toEqual({ kind: "not_executed", problem: { reason: "unreachable" } });
    await session.close();
    server = await startScripted();
  });

  test("401, after the token could not be renewed", async () => {
    const challenge = 'Bearer resource_metadata="https://x.example/prm"';
    const outcome = await callWhen(({ response }) => refuse(response, 401, "", { "www-authenticate": challenge }), {
      executes: false,
    });
    expect(outcome).toEqual({ kind: "not_executed", problem: { reason: "needs_authorization", challenge } });
    expect(sentCalls()).toHaveLength(1);
  });

  test("401 twice, although the token was renewed", async () => {
    const outcome = await callWhen(({ response }) => refuse(response, 401), {
      executes: false,
      endpoint: { onUnauthorized: async () => true },
    });
    expect(outcome).toMatchObject({ kind: "not_executed", problem: { reason: "needs_authorization" } });
    expect(sentCalls()).toHaveLength(2);
  });

  test("403 insufficient_scope", async () => {
    const headers = { "www-authenticate": 'Bearer error="insufficient_scope", scope="mail.send"' };
    const outcome = await callWhen(({ response }) => refuse(response, 403, "", headers), { executes: false });
    expect(outcome).toMatchObject({
      kind: "not_executed",
      problem: { reason: "insufficient_scope", detail: "mail.send" },
    });
    expect(sentCalls()).toHaveLength(1);
  });

  test.each([
    [403, "forbidden"],
    [429, "rate_limited"],
    [415, "rejected"],
  ])("%i is not re-sent", async (status, reason) => {
    const outcome = await callWhen(({ response }) => refuse(response, status, "no"), { executes: false });
    expect(outcome).toMatchObject({ kind: "not_executed", problem: { reason, status } });
    expect(sentCalls()).toHaveLength(1);
  });

  test("a token that cannot be had: nothing is sent", async () => {
    let isAvailable = true;
    const accessToken = async () => {
      if (!isAvailable) throw new Error("no");
      return "t";
    };
    const session = await sessionFor(endpointFor(server.url, { accessToken }));
    isAvailable = false;
    expect(await callTool(session, call)).toEqual({ kind: "not_executed", problem: { reason: "token_unavailable" } });
    expect(sentCalls()).toHaveLength(0);
    await session.close();
  });
});

describe("answers that permit one re-send", () => {
  test("401, with a newer token", async () => {
    let token = "old";
    const endpoint = {
      accessToken: async () => token,
      onUnauthorized: async () => {
        token = "new";
        return true;
      },
    };
    const session = await sessionFor(endpointFor(server.url, endpoint));
    server.script = ({ request, response, message }) =>
      message.method === "tools/call" && request.headers.authorization !== "Bearer new"
        ? refuse(response, 401)
        : undefined;
    expect(await callTool(session, call)).toMatchObject({ kind: "result" });
    expect(server.executed).toBe(1);
    await session.close();
  });

  test.each([
    [404, "Not found"],
    [400, "Bad Request: No valid session ID provided"],
  ])("an unknown session, said by %i", async (status, body) => {
    const session = await sessionFor(endpointFor(server.url));
    server.script = ({ request, response, message }) =>
      message.method === "tools/call" && request.headers["mcp-session-id"] === "session-1"
        ? refuse(response, status, body)
        : undefined;
    expect(await callTool(session, call)).toMatchObject({ kind: "result" });
    expect(server.executed).toBe(1);
    expect(sentCalls()).toHaveLength(2);
    await session.close();
  });

  test("but only one: a second unknown session ends it", async () => {
    const outcome = await callWhen(({ response }) => refuse(response, 404), { executes: false });
    expect(outcome).toEqual({ kind: "not_executed", problem: { reason: "session_lost" } });
    expect(sentCalls()).toHaveLength(2);
  });

  test("400 that does not speak of a session is not re-sent", async () => {
    await callWhen(({ response }) => refuse(response, 400, "bad arguments"), { executes: false });
    expect(sentCalls()).toHaveLength(1);
  });

  const mismatch = ({ response, message }: Exchange) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ jsonrpc: "2.0", id: message.id, error: { code: -32020, message: "Header mismatch" } }),
    );
  };

  test("-32020, as long as the definition is still the one that was allowed", async () => {
    let isFirst = true;
    const outcome = await callWhen(
      (exchange) => {
        if (!isFirst) return answer(exchange.response, exchange.message.id, { content: [] });
        isFirst = false;
        mismatch(exchange);
      },
      { executes: false },
    );
    expect(outcome).toMatchObject({ kind: "result" });
    expect(sentCalls()).toHaveLength(2);
  });

  test("-32020 with another definition: the call is given up", async () => {
    const session = await sessionFor(endpointFor(server.url));
    server.tools = [{ name: "act", description: "Now does something else", inputSchema: { type: "object" } }];
    server.script = onCall(() => server, false, mismatch);
    expect(await callTool(session, call)).toEqual({ kind: "not_executed", problem: { reason: "definition_changed" } });
    expect(sentCalls()).toHaveLength(1);
    await session.close();
  });
});

describe("answers that leave the outcome open are never re-sent", () => {
  test.each<[string, (exchange: Exchange) => void, string]>([
    ["500 after a side effect", ({ response }) => refuse(response, 500, "oops"), "server_error"],
    ["502 from something in between", ({ response }) => refuse(response, 502), "server_error"],
    [
      "a redirect",
      ({ response }) => refuse(response, 302, "", { location: "https://elsewhere.example/" }),
      "redirect_refused",
    ],
    ["an HTML page", ({ response }) => refuse(response, 200, "<html>", { "content-type": "text/html" }), "not_mcp"],
    ["silence", () => {}, "timeout"],
    ["a cut connection", ({ response }) => response.destroy(), "stream_broken"],
    [
      "a cut answer",
      ({ response }) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "900" });
        response.write('{"jsonrpc":"2.0",');
        setTimeout(() => response.destroy(), 20);
      },
      "stream_broken",
    ],
    [
      "a stream that ends without an answer",
      ({ response }) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(": nothing\n\n");
      },
      "stream_broken",
    ],
    [
      "a result of the wrong shape",
      ({ response, message }) => answer(response, message.id, { content: 7 }),
      "invalid_answer",
    ],
  ])("%s", async (_, act, reason) => {
    const outcome = await callWhen(act);
    expect(outcome).toMatchObject({ kind: "unknown", problem: { reason } });
    expect(server.executed).toBe(1);
  });
});

describe("answers of the server are results", () => {
  test.each([
    ["in a 200", 200],
    ["in a 400", 400],
  ])("a JSON-RPC error %s", async (_, status) => {
    const outcome = await callWhen(({ response, message }) => {
      const error = { code: -32602, message: "Invalid arguments: a must be a string" };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, error }));
    });
    expect(outcome).toMatchObject({ kind: "result", result: { isError: true, errorCode: -32602 } });
  });

  test.each([
    "Not connected",
    "Error POSTing to endpoint (HTTP 404): gone",
    "Error POSTing to endpoint (HTTP 400): session",
  ])("a JSON-RPC error whose text is %j: words of the server never have the call sent again", async (message) => {
    const outcome = await callWhen(({ response, message: { id } }) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message } }));
    });
    expect(outcome).toMatchObject({ kind: "result", result: { isError: true, errorCode: -32603 } });
    expect(server.executed).toBe(1);
  });

  test("a server's own output schema is never run here: a hostile pattern does not stall the process", async () => {
    const outputSchema = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
    const session = await sessionFor(endpointFor(server.url));
    server.script = onCall(
      () => server,
      true,
      ({ response, message }) =>
        answer(response, message.id, { content: [], structuredContent: { a: `${"a".repeat(40)}!` } }),
    );
    const definition = definitionOf("act", { outputSchema });
    const started = performance.now();
    const outcome = await callTool(session, { ...call, definition });
    expect(outcome).toMatchObject({ kind: "result", result: { structuredContent: { a: expect.any(String) } } });
    // Nor would it be if the schema found its way into the SDK.
    const { client } = session.link;
    await client.callTool(
      { name: "act" },
      { toolDefinition: { ...definition, inputSchema: { type: "object" } } as never },
    );
    expect(performance.now() - started).toBeLessThan(1_000);
    await session.close();
  });

  test("a result without the structured content that was promised is still a result", async () => {
    const definition = definitionOf("act", { outputSchema: { type: "object" } });
    const session = await sessionFor(endpointFor(server.url));
    expect(await callTool(session, { ...call, definition })).toMatchObject({
      kind: "result",
      result: { isError: false, content: [{ text: "done 1" }] },
    });
    await session.close();
  });
});

test("an aborted signal stops a call before it is sent", async () => {
  const session = await sessionFor(endpointFor(server.url));
  expect(await callTool(session, { ...call, signal: AbortSignal.abort() })).toEqual({ kind: "cancelled" });
  expect(sentCalls()).toHaveLength(0);
  await session.close();
});
