import { beginConnect } from "#lib/connections/begin-connect.ts";
import { findConnection } from "#lib/connections/data.ts";
import { readPrompt } from "#lib/connections/prompts.ts";
import { readResource } from "#lib/connections/resources.ts";
import { connectionsWithTools, syncTools } from "#lib/connections/tools.ts";
import { setPolicy } from "#lib/connectors/set-policy.ts";
import { inspectDefinition } from "#lib/inspection/inspect-definition.ts";
import { neighbourhoodOf } from "#lib/inspection/neighbourhood.ts";
import type { McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { proposeToolCalls } from "#lib/tool-calls/mutations.ts";
import { createMember } from "#tests/factories/people.ts";
import { addedConnector, allowEgress, browserOf, value } from "#tests/integration/connections/world.ts";
import type { Peer } from "./peers.ts";
import type { RunningPeer } from "./start-peer.ts";

/** What became of each thing people do with a connector; "–": this server has nothing of the kind. */
export type Row = {
  revision: string;
  transport: string;
  connect: string;
  list: string;
  call: string;
  read: string;
  prompt: string;
  afterRestart: string;
};

type Use = { ctx: OrgContext; connectorId: string; connectionId: string };

/**
 * Does with a server what people do with it in the app, through the same use cases: adds it, connects, lists, lets its
 * tools run, calls one, reads a resource, gets a prompt; then the server is killed and started again, and the next call has to work.
 * @throws when a step did not succeed
 */
export async function tryPeer(peer: Peer, running: RunningPeer): Promise<Row> {
  allowEgress(running.hostPort);
  const browser = await browserOf(await createMember());
  const { ctx } = browser;
  const connectorId = await addedConnector(ctx, running.url, peer.name);
  const begun = await beginConnect({ ...ctx, sessionId: browser.sessionId }, { connectorId, returnTo: "/" });
  if (value(begun).kind !== "connected") throw new Error("it asks for a sign-in");
  const [item] = await connectionsWithTools(ctx, connectorId);
  if (item?.state !== "connected" || !item.connection) throw new Error(`the connector is ${item?.state}`);
  const use = { ctx, connectorId, connectionId: item.connection.id };
  await expectUnsuspicious(use);
  const protocol = (await findConnection(ctx, use.connectionId))?.protocol;
  const row = {
    revision: protocol?.version ?? "",
    transport: protocol?.transport === "sse" ? "HTTP+SSE" : "Streamable HTTP",
    connect: "yes",
    list: item.tools.length === 0 ? "–" : `${item.tools.length} tools`,
    call: await call(peer, use),
    read: await read(peer, use),
    prompt: await prompt(peer, use),
  };
  await running.restart();
  const again = peer.tool ? await call(peer, use) : `${value(await syncTools(ctx, use.connectionId)).toolCount} tools`;
  return { ...row, afterRestart: again };
}

/** A server that means well is not suspected: of its tools the checks find nothing that matters. */
async function expectUnsuspicious({ ctx, connectorId, connectionId }: Use): Promise<void> {
  const rows = await db().toolDefinition.findMany({ where: { orgId: ctx.orgId, connectionId } });
  const others = neighbourhoodOf([{ name: connectorId, slug: "peer", tools: rows.map(({ name }) => name) }]);
  const home = { name: connectorId, slug: "peer" };
  const found = rows.flatMap(({ definition }) => inspectDefinition(definition as McpTool, home, others));
  const serious = found.filter(({ severity }) => severity === "high");
  if (serious.length > 0) throw new Error(`suspected of ${JSON.stringify(serious)}`);
}

/** One call that the owner's policy lets run. */
async function call({ tool }: Peer, { ctx, connectorId }: Use): Promise<string> {
  if (!tool) return "needs the internet";
  value(await setPolicy(ctx, { connectorId, toolName: tool.name, mode: "allow" }));
  const { orgId, userId } = ctx;
  const conversationId = newId("conversation");
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  const runId = newId("run");
  await db().run.create({
    data: { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" },
  });
  const known = await db().toolDefinition.findFirstOrThrow({
    where: { orgId, name: tool.name, connection: { connectorId, userId } },
  });
  const asked = { index: 0, modelCallId: "call", origin: "model", connectorId, connectionId: null } as const;
  const proposed = { ...asked, toolName: tool.name, definitionHash: known.hash, arguments: tool.arguments };
  const [toolCallId = ""] = await db().$transaction((tx) =>
    proposeToolCalls(tx, ctx, { runId, conversationId, step: 0, calls: [proposed] }),
  );
  const done = await advanceToolCall(ctx, toolCallId);
  const said = JSON.stringify(done.failure ?? done.result);
  if (done.state !== "succeeded" || !tool.says.test(said)) throw new Error(`${tool.name}: ${done.state} ${said}`);
  return "yes";
}

async function read({ resource }: Peer, { ctx, connectionId }: Use): Promise<string> {
  if (!resource) return "–";
  return saying(resource.says, value(await readResource(ctx, connectionId, resource.uri)));
}

async function prompt({ prompt }: Peer, { ctx, connectionId }: Use): Promise<string> {
  if (!prompt) return "–";
  return saying(prompt.says, value(await readPrompt(ctx, connectionId, prompt)));
}

function saying(expected: RegExp, answer: unknown): "yes" {
  const said = JSON.stringify(answer);
  if (!expected.test(said)) throw new Error(`expected ${expected}, got ${said}`);
  return "yes";
}
