import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { callTool } from "#lib/mcp/call-tool.ts";
import { checkServer } from "#lib/mcp/check-server.ts";
import { listTools } from "#lib/mcp/list-tools.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import type { McpEndpoint, McpTool } from "#lib/mcp/types.ts";
import { endpointFor, sessionFor } from "./endpoint.ts";

/** The SDK's own server of 2026-07-28, without a network; `sent` is every request it got. */
function modernServer({ legacy = "stateless" as "stateless" | "reject" } = {}): {
  endpoint: McpEndpoint;
  sent: Request[];
} {
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: "modern", version: "2" });
      server.registerTool("add", { inputSchema: z.object({ a: z.number(), b: z.number() }) }, async ({ a, b }) => ({
        content: [{ type: "text", text: String(a + b) }],
      }));
      const region = z.string().meta({ "x-mcp-header": "Region" });
      server.registerTool("where", { inputSchema: z.object({ region }) }, async ({ region: value }) => ({
        content: [{ type: "text", text: value }],
      }));
      server.registerTool("slow", { inputSchema: z.object({}) }, async (_, { mcpReq }) => {
        await new Promise((resolve) => mcpReq.signal.addEventListener("abort", resolve));
        return { content: [] };
      });
      return server;
    },
    { legacy },
  );
  const sent: Request[] = [];
  const endpoint = endpointFor("http://modern.example/mcp", {
    fetch: async (input, init) => {
      const request = new Request(input, init);
      sent.push(request.clone());
      return handler.fetch(request);
    },
  });
  return { endpoint, sent };
}

describe("a server of 2026-07-28", () => {
  let server: ReturnType<typeof modernServer>;
  let session: McpSession;
  let tools: McpTool[];
  beforeEach(async () => {
    server = modernServer();
    session = await sessionFor(server.endpoint);
    const listed = await listTools(session);
    tools = listed.ok ? listed.value : [];
  });
  afterEach(() => session.close());

  const call = (name: string, given: Record<string, unknown>, signal?: AbortSignal) => {
    const definition = tools.find((tool) => tool.name === name);
    if (!definition) throw new Error(`No tool ${name}`);
    return callTool(session, { name, arguments: given, definition, ...(signal && { signal }) });
  };

  test("is recognised without initialize", async () => {
    expect(await checkServer(server.endpoint)).toMatchObject({
      ok: true,
      value: {
        name: "modern",
        era: "modern",
        transport: "streamable_http",
        protocolVersion: "2026-07-28",
        toolCount: 3,
      },
    });
    const bodies = await Promise.all(server.sent.map((request) => request.text()));
    expect(bodies.filter((body) => body.includes('"initialize"'))).toEqual([]);
  });

  test("that knows nothing older is recognised even when it fails its first request", async () => {
    const strict = modernServer({ legacy: "reject" });
    const handle = strict.endpoint.fetch;
    let asked = 0;
    strict.endpoint.fetch = async (input, init) => {
      asked += 1;
      return asked === 1 ? new Response(null, { status: 503 }) : handle(input, init);
    };
    expect(await checkServer(strict.endpoint)).toMatchObject({ ok: true, value: { era: "modern", toolCount: 3 } });
  });

  test("runs tools, mirrors marked arguments in headers, gives input errors to the model", async () => {
    expect(await call("add", { a: 1, b: 2 })).toMatchObject({ kind: "result", result: { content: [{ text: "3" }] } });
    expect(await call("where", { region: "eu" })).toMatchObject({
      kind: "result",
      result: { content: [{ text: "eu" }] },
    });
    expect(server.sent.at(-1)?.headers.get("mcp-param-region")).toBe("eu");
    expect(await call("add", { a: "one" })).toMatchObject({ kind: "result", result: { isError: true } });
  });

  test("a result that leaves out its type is complete: the call was carried out", async () => {
    const handle = server.endpoint.fetch;
    server.endpoint.fetch = async (input, init) => {
      const answer = await handle(input, init);
      const text = (await answer.text()).replace(/"resultType":"complete",?/, "");
      return new Response(text, { status: answer.status, headers: answer.headers });
    };
    expect(await call("add", { a: 1, b: 2 })).toMatchObject({ kind: "result", result: { content: [{ text: "3" }] } });
  });

  test("Stop closes the response stream, which is how the server learns of it", async () => {
    const stop = new AbortController();
    const calling = call("slow", {}, stop.signal);
    setTimeout(() => stop.abort(), 50);
    expect(await calling).toEqual({ kind: "cancelled" });
    expect(server.sent.at(-1)?.signal.aborted).toBe(true);
  });
});
