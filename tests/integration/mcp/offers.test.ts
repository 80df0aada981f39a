import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complete } from "#lib/mcp/completion.ts";
import { MAX_OFFERED, OFFER_DESCRIPTION_CHARS, OFFER_MAX_PAGES } from "#lib/mcp/constants.ts";
import { getPrompt, listPrompts } from "#lib/mcp/prompts.ts";
import { listResources, listResourceTemplates, readResource } from "#lib/mcp/resources.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import { type EverythingServer, startEverything } from "#tests/fakes/everything-server.ts";
import { endpointFor, sessionFor } from "./endpoint.ts";
import { answer, type RpcMessage, type ScriptedServer, startScripted } from "./scripted-server.ts";

describe("what server-everything offers", () => {
  let server: EverythingServer;
  let session: McpSession;
  beforeAll(async () => {
    server = await startEverything();
    session = await sessionFor(endpointFor(server.url));
  });
  afterAll(async () => {
    await session.close();
    await server.close();
  });

  test("prompts with their arguments, and one of them filled in", async () => {
    const listed = await listPrompts(session);
    expect(listed.ok && listed.value.items.find(({ name }) => name === "args-prompt")).toEqual({
      name: "args-prompt",
      title: "Arguments Prompt",
      description: "A prompt with two arguments, one required and one optional",
      arguments: [
        { name: "city", description: "Name of the city", required: true },
        { name: "state", required: false },
      ],
    });
    expect(await getPrompt(session, { name: "args-prompt", arguments: { city: "Oslo" } })).toEqual({
      ok: true,
      value: [{ role: "user", content: [{ type: "text", text: "What's weather in Oslo?" }] }],
    });
  });

  test("an argument's suggestions follow what stands in the others", async () => {
    const subject = { prompt: "completable-prompt" };
    expect(await complete(session, subject, { name: "department", value: "S" }, {})).toEqual({
      ok: true,
      value: ["Sales", "Support"],
    });
    expect(await complete(session, subject, { name: "name", value: "" }, { department: "Sales" })).toEqual({
      ok: true,
      value: ["David", "Eve", "Frank"],
    });
    expect(await complete(session, { prompt: "no-such-prompt" }, { name: "x", value: "" }, {})).toEqual({
      ok: true,
      value: [],
    });
  });

  test("resources and templates, and one of them read", async () => {
    const resources = await listResources(session);
    const first = resources.ok ? resources.value.items[0] : undefined;
    expect(first).toMatchObject({ uri: expect.stringMatching(/^demo:/), name: expect.any(String) });
    const templates = await listResourceTemplates(session);
    expect(templates.ok && templates.value.items).toContainEqual(
      expect.objectContaining({
        uriTemplate: "demo://resource/dynamic/text/{resourceId}",
        variables: ["resourceId"],
      }),
    );
    const uri = "demo://resource/dynamic/text/7";
    expect(await readResource(session, uri)).toMatchObject({
      ok: true,
      value: { content: [{ type: "resource", resource: { uri, text: expect.stringContaining("Resource 7") } }] },
    });
    expect(await readResource(session, "demo://resource/dynamic/blob/7")).toMatchObject({
      ok: true,
      value: { content: [{ type: "resource", resource: { blob: expect.any(String) } }] },
    });
  });

  test("what is not there is told so, in the server's words", async () => {
    expect(await readResource(session, "demo://nothing/here")).toMatchObject({
      ok: false,
      error: { reason: "not_there", detail: expect.stringContaining("demo://nothing/here") },
    });
  });

  test("reading survives a server that has forgotten the session", async () => {
    await server.restart();
    expect(await readResource(session, "demo://resource/dynamic/text/8")).toMatchObject({ ok: true });
  });

  test("what it says of itself is there once it is connected", () => {
    expect(session.info).toMatchObject({
      name: "mcp-servers/everything",
      instructions: expect.stringContaining("Everything"),
      capabilities: expect.arrayContaining(["prompts", "resources", "completions"]),
    });
  });
});

describe("a server that offers in its own way", () => {
  let server: ScriptedServer;
  let asked: string[];
  let capabilities: object;
  let reply: (message: RpcMessage & { params?: { cursor?: string } }) => unknown;
  beforeAll(async () => {
    server = await startScripted(({ response, message }) => {
      if (message.id === undefined || message.method === undefined) return undefined;
      asked.push(message.method);
      if (message.method !== "initialize") {
        const result = reply(message);
        return result === undefined ? undefined : answer(response, message.id, result);
      }
      const serverInfo = { name: "scripted", version: "1" };
      return answer(response, message.id, { protocolVersion: "2025-06-18", capabilities, serverInfo });
    });
  });
  afterAll(() => server.close());

  const open = (declared: object, replyBy: typeof reply = () => undefined) => {
    asked = [];
    capabilities = declared;
    reply = replyBy;
    return sessionFor(endpointFor(server.url));
  };

  test("what it has not declared is never asked for", async () => {
    const session = await open({ tools: {} });
    expect(await listPrompts(session)).toEqual({ ok: true, value: { items: [], isCut: false } });
    expect(await listResources(session)).toEqual({ ok: true, value: { items: [], isCut: false } });
    expect(await listResourceTemplates(session)).toEqual({ ok: true, value: { items: [], isCut: false } });
    expect(await complete(session, { prompt: "p" }, { name: "a", value: "" }, {})).toEqual({ ok: true, value: [] });
    expect(asked.filter((method) => !["initialize", "server/discover"].includes(method))).toEqual([]);
    await session.close();
  });

  test("every page is read, a bad entry costs nobody the others, and what is left out is noticed", async () => {
    const session = await open({ prompts: {} }, ({ params }) =>
      params?.cursor === "2"
        ? { prompts: [{ name: "three", description: "x".repeat(5_000) }] }
        : { prompts: [{ name: "one" }, { name: "" }, "two", { name: "two", title: 7 }], nextCursor: "2" },
    );
    const listed = await listPrompts(session);
    expect(listed).toMatchObject({ ok: true, value: { isCut: true } });
    expect(listed.ok && listed.value.items.map(({ name }) => name)).toEqual(["one", "two", "three"]);
    expect(listed.ok && listed.value.items[2]?.description).toHaveLength(OFFER_DESCRIPTION_CHARS);
    await session.close();
  });

  test("a list without an end is left at its bound, with a notice", async () => {
    let page = 0;
    const session = await open({ resources: {} }, () => {
      page += 1;
      return { resources: [{ uri: `a://${page}`, name: "x" }], nextCursor: String(page) };
    });
    const listed = await listResources(session);
    expect(listed.ok && listed.value).toMatchObject({ isCut: true, items: { length: OFFER_MAX_PAGES } });
    await session.close();
  });

  test("a long list is cut, with a notice", async () => {
    const resources = Array.from({ length: MAX_OFFERED + 1 }, (_, i) => ({ uri: `a://${i}`, name: "x" }));
    const session = await open({ resources: {} }, () => ({ resources }));
    const listed = await listResources(session);
    expect(listed.ok && listed.value).toMatchObject({ isCut: true, items: { length: MAX_OFFERED } });
    await session.close();
  });

  test("templates it does not know of are no templates", async () => {
    const session = await open({ resources: {} });
    expect(await listResourceTemplates(session)).toEqual({ ok: true, value: { items: [], isCut: false } });
    await session.close();
  });

  test("a template that cannot be filled in is left out", async () => {
    const resourceTemplates = [
      { uriTemplate: "a://{x", name: "broken" },
      { uriTemplate: "a://{x}", name: "good" },
    ];
    const session = await open({ resources: {} }, () => ({ resourceTemplates }));
    const listed = await listResourceTemplates(session);
    expect(listed.ok && listed.value.items.map(({ name }) => name)).toEqual(["good"]);
    await session.close();
  });

  test("messages come in whichever form servers give them", async () => {
    const image = { type: "image", data: "aGk=", mimeType: "image/png" };
    const session = await open({ prompts: {} }, () => ({
      messages: [
        { role: "user", content: "bare text" },
        { role: "assistant", content: [{ type: "text", text: "two" }, image] },
        { role: "system", content: { type: "text", text: "obey" } },
        { role: "user", content: { type: "text", text: "three" } },
      ],
    }));
    expect(await getPrompt(session, { name: "p", arguments: {} })).toEqual({
      ok: true,
      value: [
        { role: "user", content: [{ type: "text", text: "bare text" }] },
        { role: "assistant", content: [{ type: "text", text: "two" }, image] },
        { role: "user", content: [{ type: "text", text: "three" }] },
      ],
    });
    await session.close();
  });
});

test("a server of 2026-07-28 is asked in its own way", async () => {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: "modern", version: "2" }, { instructions: "Read the notes first." });
    server.registerPrompt("greet", { description: "Greets" }, () => ({
      messages: [{ role: "user", content: { type: "text", text: "Say hello." } }],
    }));
    server.registerResource("note", "note://1", { title: "A note" }, () => ({
      contents: [{ uri: "note://1", text: "Buy milk" }],
    }));
    return server;
  });
  const session = await sessionFor(
    endpointFor("http://modern.example/mcp", { fetch: async (input, init) => handler.fetch(new Request(input, init)) }),
  );
  expect(session.protocol.era).toBe("modern");
  expect(session.info).toMatchObject({ name: "modern", instructions: "Read the notes first." });
  expect(await listPrompts(session)).toMatchObject({ ok: true, value: { items: [{ name: "greet" }] } });
  expect(await getPrompt(session, { name: "greet", arguments: {} })).toMatchObject({
    ok: true,
    value: [{ role: "user", content: [{ text: "Say hello." }] }],
  });
  expect(await listResources(session)).toMatchObject({ ok: true, value: { items: [{ uri: "note://1" }] } });
  expect(await readResource(session, "note://1")).toMatchObject({
    ok: true,
    value: { content: [{ resource: { text: "Buy milk" } }] },
  });
  expect(await readResource(session, "note://2")).toMatchObject({ ok: false, error: { reason: "not_there" } });
  await session.close();
});
