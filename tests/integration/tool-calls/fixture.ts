import { definitionHash } from "#lib/mcp/definition.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { proposeToolCalls } from "#lib/tool-calls/mutations.ts";
import type { ProposedCall } from "#lib/tool-calls/types.ts";
import { contextFor, createMember, type Member } from "#tests/factories/people.ts";
import { type ScriptedServer, startScripted } from "../mcp/scripted-server.ts";

export const TOOL = {
  name: "act",
  title: "Act",
  description: "Does it",
  inputSchema: { type: "object" },
  annotations: { readOnlyHint: true },
} satisfies McpTool;

/** A counting MCP server that the guarded fetch may reach, sessions closed when the test is over. */
export async function startCountingServer(): Promise<ScriptedServer> {
  const server = await startScripted();
  process.env.EGRESS_ALLOW = server.hostPort;
  forgetOnce("env");
  return {
    ...server,
    get script() {
      return server.script;
    },
    set script(script) {
      server.script = script;
    },
    get tools() {
      return server.tools;
    },
    set tools(tools) {
      server.tools = tools;
    },
    get executed() {
      return server.executed;
    },
    set executed(count) {
      server.executed = count;
    },
    close: async () => {
      await sessionPool().closeAll();
      await server.close();
    },
  };
}

/** A member with a connected account at a connector, one tool, a conversation and a run: ready to call. */
export type Scene = {
  member: Member;
  ctx: OrgContext;
  connectorId: string;
  connectionId: string;
  conversationId: string;
  runId: string;
};

export async function createScene(url: string, given: { member?: Member } = {}): Promise<Scene> {
  const member = given.member ?? (await createMember({ role: "member" }));
  const ctx = contextFor(member);
  const { orgId, userId } = ctx;
  const connectorId = newId("connector");
  const slug = connectorId.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  await db().connector.create({
    data: { id: connectorId, orgId, slug, name: "Scripted", url, auth: "none", createdById: userId },
  });
  const connectionId = newId("connection");
  await db().connection.create({ data: { id: connectionId, orgId, connectorId, userId, accountName: "ann@there" } });
  const scene = { member, ctx, connectorId, connectionId };
  await describeTool({ ...scene, conversationId: "", runId: "" }, TOOL);
  const conversationId = newId("conversation");
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  const runId = newId("run");
  await db().run.create({
    data: { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" },
  });
  return { ...scene, conversationId, runId };
}

/** What the account's server says of a tool from now on. */
export async function describeTool(scene: Scene, tool: McpTool): Promise<string> {
  const { connectionId, ctx } = scene;
  const data = { definition: tool as object, hash: definitionHash(tool) };
  await db().toolDefinition.upsert({
    where: { connectionId_name: { connectionId, name: tool.name } },
    create: { orgId: ctx.orgId, connectionId, name: tool.name, position: 0, ...data },
    update: data,
  });
  // As read just now: nobody asks the server, which describes its tool in words of its own.
  await db().connection.update({ where: { id: connectionId }, data: { toolsSyncedAt: new Date() } });
  return data.hash;
}

let nextStep = 0;

/** Proposes one call of the tool in a step of its own; the id. */
export async function propose(scene: Scene, given: Partial<ProposedCall> & { step?: number } = {}): Promise<string> {
  const { step = nextStep++, ...call } = given;
  const { connectorId, connectionId, runId, conversationId } = scene;
  const proposed: ProposedCall = {
    index: 0,
    modelCallId: "m1",
    origin: "model",
    connectorId,
    connectionId,
    toolName: TOOL.name,
    definitionHash: definitionHash(TOOL),
    arguments: { to: "x", n: 1 },
    ...call,
  };
  const ids = await db().$transaction((tx) =>
    proposeToolCalls(tx, scene.ctx, { runId, conversationId, step, calls: [proposed] }),
  );
  return ids[0] ?? "";
}

/** Proposes a call and brings it to where it waits for its person. */
export async function proposeAndAsk(scene: Scene, given: Parameters<typeof propose>[1] = {}): Promise<string> {
  const id = await propose(scene, given);
  const view = await advanceToolCall(scene.ctx, id);
  if (view.state !== "awaiting_approval") throw new Error(`Expected a question, got ${view.state}`);
  return id;
}

/** Owners let the tool run without asking. */
export async function allowByPolicy(scene: Scene): Promise<void> {
  await setPolicy(scene, "allow");
}

export async function setPolicy(
  scene: Scene,
  mode: "allow" | "ask" | "block",
  toolName: string = TOOL.name,
): Promise<void> {
  const { connectorId, ctx } = scene;
  await db().toolPolicy.upsert({
    where: { connectorId_toolName: { connectorId, toolName } },
    create: { orgId: ctx.orgId, connectorId, toolName, mode, updatedById: ctx.userId },
    update: { mode },
  });
}

/** Moves a switch of the conversation; `toolName` "" is the connector's. */
export async function toggle(scene: Scene, toolName: string, enabled: boolean): Promise<void> {
  const { conversationId, connectorId, ctx } = scene;
  await db().conversationToggle.upsert({
    where: { conversationId_connectorId_toolName: { conversationId, connectorId, toolName } },
    create: { orgId: ctx.orgId, conversationId, connectorId, toolName, enabled },
    update: { enabled },
  });
}

/** Content of another connector, which owners do not vouch for, has come into the conversation. */
export async function taint({ ctx: { orgId }, conversationId }: Scene): Promise<void> {
  const source = { kind: "tool_call", id: "tcl_1", name: "read_mail" };
  const data = { orgId, conversationId, connectorId: newId("connector"), connectorName: "Mail", source };
  await db().conversationTaint.create({ data });
}

/** The trail of one call, oldest first. */
export async function trailOf(toolCallId: string): Promise<{ type: string; data: unknown }[]> {
  const where = { subjectType: "toolCall", subjectId: toolCallId };
  return db().auditEvent.findMany({ where, orderBy: { id: "asc" }, select: { type: true, data: true } });
}
