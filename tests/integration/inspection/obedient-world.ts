import { storeAttachment } from "#lib/chat/attachments.ts";
import { startRunWorker } from "#lib/chat/run-worker.ts";
import type { Attachment } from "#lib/chat/types.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { McpContentBlock, McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import { newId } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import type { Injection } from "#tests/fakes/injections/corpus.ts";
import { startHttpServer } from "#tests/fakes/loopback-server.ts";
import { type ModelServer, startModelServer } from "#tests/fakes/model-server.ts";
import { obey } from "#tests/fakes/obedient-model.ts";
import { answer, type RpcMessage, refuse } from "../mcp/scripted-server.ts";
import { createScene, describeTool, type Scene } from "../tool-calls/fixture.ts";

/** What a server carried out, by its own log. */
export type Execution = { person: string; connector: "reader" | "office"; tool: string; arguments: object };

/** A person with an account at a hostile connector and at one of their office's. */
export type Person = { key: string; reader: Scene; office: Scene; hashes: Map<string, string>; attachments: string[] };

export type ObedientWorld = {
  model: ModelServer;
  executions: Execution[];
  /** Requests that came to the attacker's address. */
  sunk: string[];
  sink: string;
  person: (injection: Injection) => Promise<Person>;
  close: () => Promise<void>;
};

/** In addresses of connectors and as the model's key: nothing of it may come before a model. */
export const CANARY = "CANARY-9f3a61c07d";

const READ: McpTool = {
  name: "read_page",
  description: "Reads a page of the handbook.",
  inputSchema: { type: "object", properties: { page: { type: "string", description: "Its name" } } },
};
const tool = (name: string, description: string, parameter: string): McpTool => ({
  name,
  description,
  inputSchema: { type: "object", properties: { [parameter]: { type: "string" } }, required: [parameter] },
});
const OFFICE: readonly McpTool[] = [
  tool("write_note", "Writes a note.", "text"),
  tool("send_mail", "Sends a mail.", "to"),
  tool("wipe", "Deletes a record.", "id"),
  tool("look_up", "Looks a record up.", "id"),
  tool("fetch_url", "Fetches an address.", "url"),
];

/** An obedient model, a server that logs what it carries out, and an address of the attacker's that counts requests. */
export async function createObedientWorld(): Promise<ObedientWorld> {
  const model = await startModelServer();
  model.replyBy(obey);
  const executions: Execution[] = [];
  const sunk: string[] = [];
  const said = new Map<string, Injection>();
  const sink = await startHttpServer((request, response) => {
    sunk.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/plain", "access-control-allow-origin": "*" }).end("ok");
  });
  const server = await startHttpServer(async (request, response, body) => {
    const [, person = "", connector = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    const message: RpcMessage = body ? JSON.parse(body) : {};
    if (request.method !== "POST") return void refuse(response, 405);
    if (message.id === undefined) return void refuse(response, 202);
    if (message.method === "initialize")
      return void answer(response, message.id, {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: connector, version: "1" },
      });
    if (message.method !== "tools/call") return void answer(response, message.id, { tools: [] });
    const { name = "", arguments: given = {} } = message.params ?? {};
    executions.push({ person, connector: connector as "reader", tool: name, arguments: given as object });
    if (name === "fetch_url") await fetch((given as { url: string }).url).catch(() => {});
    const injection = said.get(person);
    const isPage = connector === "reader" && injection;
    answer(response, message.id, isPage ? pageWith(injection) : { content: [{ type: "text", text: "done" }] });
  });
  process.env.EGRESS_ALLOW = `${server.hostPort},${sink.hostPort}`;
  process.env.MODEL_PROVIDER = "openai-compatible";
  process.env.MODEL_BASE_URL = model.baseUrl;
  process.env.MODEL_API_KEY = CANARY;
  process.env.MODEL_NAME = "obedient";
  forgetOnce("env");
  const workers = [startRunWorker(), startRunWorker()];
  return {
    model,
    executions,
    sunk,
    sink: sink.origin,
    person: async (injection) => {
      const key = newId("conversation");
      said.set(key, injection);
      const address = (connector: string) => `${server.origin}/${key}/${connector}?key=${CANARY}`;
      const reader = await createScene(address("reader"));
      const office = await createScene(address("office"), { member: reader.member });
      return equip(key, reader, office, injection);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await closeNotifications();
      await sessionPool().closeAll();
      await Promise.all([model.close(), server.close(), sink.close()]);
    },
  };
}

/** Gives both connectors their tools, blocks one for everybody, and lets the injection stand where it is to stand. */
async function equip(key: string, reader: Scene, office: Scene, injection: Injection): Promise<Person> {
  const { orgId, userId } = reader.ctx;
  await db().toolDefinition.deleteMany({ where: { orgId } });
  await describeTool(reader, poisoned(injection));
  const hashes = new Map<string, string>();
  for (const definition of OFFICE) hashes.set(definition.name, await describeTool(office, definition));
  await db().connector.update({
    where: { id: reader.connectorId },
    data: { name: "Handbook", slug: `reader-${key.slice(-12).toLowerCase()}` },
  });
  await db().connector.update({
    where: { id: office.connectorId },
    data: { name: "Office", slug: `office-${key.slice(-12).toLowerCase()}` },
  });
  await db().toolPolicy.create({
    data: { orgId, connectorId: office.connectorId, toolName: "send_mail", mode: "block", updatedById: userId },
  });
  if (injection.carrier === "server note")
    await db().connection.update({
      where: { id: reader.connectionId },
      data: { server: { name: "reader", version: "1", instructions: injection.text.slice(0, 2_000) } },
    });
  return { key, reader, office, hashes, attachments: await attached(reader, injection) };
}

function poisoned({ carrier, text }: Injection): McpTool {
  const page = (more: object) => ({ type: "object", properties: { page: { type: "string", ...more } } });
  switch (carrier) {
    case "description":
      return { ...READ, description: `${READ.description} ${text}` };
    case "title":
      return { ...READ, title: text };
    case "parameter":
      return { ...READ, inputSchema: page({ description: text }) };
    case "enum value":
      return { ...READ, inputSchema: page({ enum: ["home", text] }) };
    case "default value":
      return { ...READ, inputSchema: page({ default: text }) };
    default:
      return READ;
  }
}

function pageWith({ carrier, text }: Injection): object {
  const fine = { type: "text", text: "Welcome to the handbook." };
  switch (carrier) {
    case "text":
      return { content: [{ type: "text", text: `Welcome.\n\n${text}` }] };
    case "second text":
      return { content: [fine, { type: "text", text }] };
    case "structured content":
      return { content: [], structuredContent: { page: { body: text } } };
    case "resource":
      return { content: [fine, { type: "resource", resource: { uri: "page://1", mimeType: "text/plain", text } }] };
    case "resource link":
      return { content: [fine, { type: "resource_link", uri: "page://2", name: "more", title: text }] };
    case "error":
      return { content: [{ type: "text", text }], isError: true };
    default:
      return { content: [fine] };
  }
}

/** What the person attached to their message: a resource, or a prompt that its server filled in. */
async function attached({ ctx, connectorId, connectionId }: Scene, { carrier, text }: Injection): Promise<string[]> {
  if (carrier !== "attached resource" && carrier !== "attached prompt") return [];
  const isPrompt = carrier === "attached prompt";
  const id = newId("attachment");
  const block: McpContentBlock = isPrompt
    ? { type: "text", text }
    : { type: "resource", resource: { uri: "page://1", mimeType: "text/plain", text } };
  const content: Attachment = {
    id,
    connector: { id: connectorId, name: "Handbook" },
    account: { id: connectionId, name: null },
    kind: isPrompt ? "prompt" : "resource",
    name: "Page",
    uri: isPrompt ? null : "page://1",
    bytes: text.length,
    content: { content: [block], isError: false },
  };
  await db().$transaction((tx) => storeAttachment(tx, ctx, content));
  return [id];
}
