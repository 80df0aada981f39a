import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callTool } from "#lib/mcp/call-tool.ts";
import { checkServer } from "#lib/mcp/check-server.ts";
import { listTools } from "#lib/mcp/list-tools.ts";
import { type EverythingServer, startEverything } from "#tests/fakes/everything-server.ts";
import { definitionOf, endpointFor, sessionFor } from "./endpoint.ts";

describe.each(["streamableHttp", "sse"] as const)("server-everything over %s", (transport) => {
  let server: EverythingServer;
  beforeAll(async () => {
    server = await startEverything(transport);
  });
  afterAll(() => server.close());

  const echo = (message: string) => ({ name: "echo", arguments: { message }, definition: definitionOf("echo") });

  test("a check says who it is and how it speaks", async () => {
    const check = await checkServer(endpointFor(server.url));
    expect(check).toMatchObject({
      ok: true,
      value: {
        name: "mcp-servers/everything",
        transport: transport === "sse" ? "sse" : "streamable_http",
        era: "legacy",
        protocolVersion: "2025-11-25",
        toolsLeftOut: 0,
      },
    });
  });

  test("lists its tools with their annotations and schemas", async () => {
    const session = await sessionFor(endpointFor(server.url));
    const tools = await listTools(session);
    expect(tools.ok && tools.value.find((tool) => tool.name === "echo")).toMatchObject({
      inputSchema: { type: "object", properties: { message: { type: "string" } } },
    });
    await session.close();
  });

  test("calls tools: text, image, structured content, an error of the tool", async () => {
    const session = await sessionFor(endpointFor(server.url));
    expect(await callTool(session, echo("hello"))).toMatchObject({
      kind: "result",
      result: { content: [{ type: "text", text: "Echo: hello" }], isError: false },
    });
    const image = { name: "get-tiny-image", arguments: {}, definition: definitionOf("get-tiny-image") };
    const pictured = await callTool(session, image);
    expect(pictured.kind === "result" && pictured.result.content.map((block) => block.type)).toContain("image");
    const weather = { name: "get-structured-content", definition: definitionOf("get-structured-content") };
    expect(await callTool(session, { ...weather, arguments: { location: "New York" } })).toMatchObject({
      kind: "result",
      result: { structuredContent: { temperature: expect.any(Number) } },
    });
    expect(await callTool(session, { ...echo(""), arguments: {} })).toMatchObject({
      kind: "result",
      result: { isError: true },
    });
    await session.close();
  });

  test("reports progress and stays alive by it", async () => {
    const session = await sessionFor(endpointFor(server.url));
    const name = "trigger-long-running-operation";
    const seen: number[] = [];
    const outcome = await callTool(session, {
      name,
      arguments: { duration: 1.2, steps: 4 },
      definition: definitionOf(name),
      timeoutMs: 800,
      onProgress: ({ progress }) => seen.push(progress),
    });
    expect(outcome.kind).toBe("result");
    // The last report may come together with the result.
    expect(seen.slice(0, 3)).toEqual([1, 2, 3]);
    await session.close();
  });

  test("Stop cancels; silence is a timeout whose outcome is unknown", async () => {
    const session = await sessionFor(endpointFor(server.url));
    const name = "trigger-long-running-operation";
    const slow = { name, arguments: { duration: 30, steps: 1 }, definition: definitionOf(name) };
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await callTool(session, { ...slow, signal: stop.signal })).toEqual({ kind: "cancelled" });
    expect(await callTool(session, { ...slow, timeoutMs: 200 })).toMatchObject({
      kind: "unknown",
      problem: { reason: "timeout" },
    });
    await session.close();
  });

  test("a restart that forgets the session is survived; while it is down nothing is executed", async () => {
    const session = await sessionFor(endpointFor(server.url));
    expect((await callTool(session, echo("before"))).kind).toBe("result");
    await server.restart();
    expect(await callTool(session, echo("after"))).toMatchObject({
      kind: "result",
      result: { content: [{ text: "Echo: after" }] },
    });
    await server.close();
    expect(await callTool(session, echo("down"))).toMatchObject({
      kind: "not_executed",
      problem: { reason: "unreachable" },
    });
    await server.restart();
    expect((await callTool(session, echo("again"))).kind).toBe("result");
    await session.close();
  });

  test("a call whose server dies under it has an unknown outcome", async () => {
    const session = await sessionFor(endpointFor(server.url));
    const name = "trigger-long-running-operation";
    const call = callTool(session, {
      name,
      arguments: { duration: 30, steps: 300 },
      definition: definitionOf(name),
      onProgress: () => void server.close(),
    });
    expect(await call).toMatchObject({ kind: "unknown", problem: { reason: "stream_broken" } });
    await server.restart();
    await session.close();
  });
});
