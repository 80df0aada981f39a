import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkServer } from "#lib/mcp/check-server.ts";
import { MAX_LIST_ENTRIES } from "#lib/mcp/constants.ts";
import { listTools, readToolList } from "#lib/mcp/list-tools.ts";
import { definitionOf, endpointFor, sessionFor } from "./endpoint.ts";
import { answer, type Exchange, refuse, type ScriptedServer, startScripted } from "./scripted-server.ts";

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScripted();
});
afterEach(() => server.close());

const methods = () =>
  server.requests.map((request) => (request.body ? JSON.parse(request.body).method : request.method));

describe("servers that stumble over the probe are reached by initialize", () => {
  test.each<[string, (exchange: Exchange) => boolean]>([
    ["500", ({ response }) => refuse(response, 500)],
    ["403", ({ response }) => refuse(response, 403)],
    ["202 without an answer", ({ response }) => refuse(response, 202)],
    [
      "an error without an id",
      ({ response }) =>
        refuse(response, 200, '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"?"}}', {
          "content-type": "application/json",
        }),
    ],
    ["a cut connection", ({ response }) => Boolean(response.destroy())],
  ])("%s", async (_, act) => {
    server.script = (exchange) => (exchange.message.method === "server/discover" ? act(exchange) : undefined);
    expect(await checkServer(endpointFor(server.url))).toMatchObject({
      ok: true,
      value: { name: "scripted", toolCount: 1 },
    });
  });
});

test("a remembered legacy server is not probed; an old memory is not used", async () => {
  const remembered = { transport: "streamable_http", era: "legacy", version: "2025-11-25" } as const;
  const now = new Date().toISOString();
  await checkServer(endpointFor(server.url, { remembered: { ...remembered, at: now } }));
  expect(methods()).not.toContain("server/discover");
  await checkServer(endpointFor(server.url, { remembered: { ...remembered, at: "2020-01-01T00:00:00.000Z" } }));
  expect(methods()).toContain("server/discover");
});

test("no stream is held open beside a session", async () => {
  await checkServer(endpointFor(server.url));
  expect(methods()).not.toContain("GET");
  expect(methods().at(-1)).toBe("DELETE");
});

test("asks for nothing that nobody would answer: questions to the person, but no sampling and no roots", async () => {
  await checkServer(endpointFor(server.url));
  const initialize = server.requests.find((request) => request.body.includes('"initialize"'));
  expect(JSON.parse(initialize?.body ?? "{}").params.capabilities).toEqual({
    elicitation: { form: {}, url: {} },
    extensions: { "io.modelcontextprotocol/tasks": {} },
  });
});

describe("why a server cannot be used", () => {
  test("a sign-in is needed: with the challenge that discovery starts from, and no further attempts", async () => {
    const challenge = 'Bearer resource_metadata="https://x.example/prm"';
    server.script = ({ response }) => refuse(response, 401, "", { "www-authenticate": challenge });
    expect(await checkServer(endpointFor(server.url))).toEqual({
      ok: false,
      error: { reason: "needs_authorization", challenge },
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, (exchange: Exchange) => boolean, object]>([
    [
      "a web site: HTML for everything",
      ({ response }) => refuse(response, 200, "<html>", { "content-type": "text/html" }),
      { reason: "not_mcp" },
    ],
    ["nothing there", ({ response }) => refuse(response, 404), { reason: "not_mcp", status: 404 }],
    ["forbidden", ({ response }) => refuse(response, 403), { reason: "forbidden", status: 403 }],
    ["broken", ({ response }) => refuse(response, 500), { reason: "server_error", status: 500 }],
    [
      "elsewhere",
      ({ response }) => refuse(response, 307, "", { location: "https://elsewhere.example/" }),
      { reason: "redirect_refused" },
    ],
  ])("%s", async (_, act, problem) => {
    server.script = act;
    expect(await checkServer(endpointFor(server.url))).toMatchObject({ ok: false, error: problem });
  });

  test("nobody listens", async () => {
    const { url } = server;
    await server.close();
    expect(await checkServer(endpointFor(url))).toEqual({ ok: false, error: { reason: "unreachable" } });
    server = await startScripted();
  });

  test("an address that must not be reached", async () => {
    const endpoint = endpointFor("http://127.0.0.1:9/mcp");
    const elsewhere = endpointFor("http://127.0.0.2:9/mcp", { fetch: endpoint.fetch });
    expect(await checkServer(elsewhere)).toEqual({ ok: false, error: { reason: "address_refused" } });
  });
});

describe("listing tools", () => {
  test("walks all pages", async () => {
    server.script = ({ response, message }) => {
      if (message.method !== "tools/list") return undefined;
      const { cursor } = (message.params ?? {}) as { cursor?: string };
      const page = Number(cursor ?? 0);
      return answer(response, message.id, {
        tools: [definitionOf(`t${page}`)],
        ...(page < 4 && { nextCursor: String(page + 1) }),
      });
    };
    const session = await sessionFor(endpointFor(server.url));
    const tools = await listTools(session);
    expect(tools.ok && tools.value.map((tool) => tool.name)).toEqual(["t0", "t1", "t2", "t3", "t4"]);
    await session.close();
  });

  test("pages that never end are cut off", async () => {
    let page = 0;
    server.script = ({ response, message }) => {
      if (message.method !== "tools/list") return undefined;
      page += 1;
      return answer(response, message.id, { tools: [definitionOf(`t${page}`)], nextCursor: `c${page}` });
    };
    const session = await sessionFor(endpointFor(server.url));
    const list = await readToolList(session);
    expect(list.ok && list.value.tools.length).toBe(64);
    await session.close();
  });

  test("pages that are all large are cut off before they fill the memory", async () => {
    let page = 0;
    server.script = ({ response, message }) => {
      if (message.method !== "tools/list") return undefined;
      page += 1;
      const large = { ...definitionOf(`t${page}`), _meta: { filler: "x".repeat(4 * 1024 * 1024) } };
      return answer(response, message.id, { tools: [definitionOf(`s${page}`), large], nextCursor: `c${page}` });
    };
    const session = await sessionFor(endpointFor(server.url));
    const list = await readToolList(session);
    expect(list).toMatchObject({ ok: true, value: { leftOut: { oversize: 3, invalid: 1 } } });
    expect(page).toBe(4);
    await session.close();
  });

  test("a page with entries beyond number is dealt with at once", async () => {
    const session = await sessionFor(endpointFor(server.url));
    server.tools = Array.from({ length: 90_000 }, () => 0);
    expect(await readToolList(session)).toMatchObject({
      ok: true,
      value: { tools: [], leftOut: { beyondLimit: 90_000 - MAX_LIST_ENTRIES } },
    });
    server.tools = Array.from({ length: 1_000_000 }, () => 0);
    expect(await readToolList(session)).toMatchObject({ ok: false, error: { reason: "too_large" } });
    await session.close();
  });

  test("one bad tool costs only itself", async () => {
    server.tools = [definitionOf("good"), { name: "bad", inputSchema: "nonsense" }, 7];
    const session = await sessionFor(endpointFor(server.url));
    expect(await readToolList(session)).toEqual({
      ok: true,
      value: {
        tools: [definitionOf("good")],
        leftOut: { invalid: 2, oversize: 0, beyondLimit: 0 },
        partial: null,
        ttlMs: null,
      },
    });
    await session.close();
  });

  test("a lost session is opened once more", async () => {
    const session = await sessionFor(endpointFor(server.url));
    server.script = ({ request, response }) =>
      request.headers["mcp-session-id"] === "session-1" ? refuse(response, 404) : undefined;
    expect(await listTools(session)).toMatchObject({ ok: true });
    await session.close();
  });
});
