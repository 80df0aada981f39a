import { decideApproval } from "#lib/approvals/decide.ts";
import { readSession } from "#lib/auth/data.ts";
import type { CurrentSession } from "#lib/auth/types.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { connectionsWithTools } from "#lib/connections/tools.ts";
import type { ToolView } from "#lib/connections/types.ts";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { proposeToolCalls } from "#lib/tool-calls/mutations.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { createSessionRow } from "#tests/factories/browser.ts";
import { createMember, type Member } from "#tests/factories/people.ts";
import { argumentsFor } from "./arguments-for.ts";

type JsonObject = { [key: string]: unknown };

/** What the suite tells a client: the server, the scenario, and what an owner would know from elsewhere. */
export type Scenario = {
  url: string;
  name: string;
  context: { client_id?: string; client_secret?: string; toolCalls?: { name: string; arguments: JsonObject }[] };
};

/** Servers of the 2025-03-26 revision, which knew no word for "I support PKCE": an owner sets the switch. */
const PKCE_NOT_ADVERTISED = new Set(["auth/2025-03-26-oauth-endpoint-fallback"]);

/** A person who signs in again because a tool asks for more does so this often, then gives up. */
const PATIENCE = 2;

/**
 * Does with a server what people do with it in the app, through the same use cases: an owner adds it, connects their
 * account, and allows one call of each of its tools.
 * @returns what happened, line by line
 * @throws when something did not succeed
 */
export async function useServer({ url, name, context }: Scenario): Promise<string[]> {
  const said: string[] = [];
  const person = await createMember();
  const connectorId = await add(await browserOf(person), url, context);
  if (PKCE_NOT_ADVERTISED.has(name))
    await db().connector.update({ where: { id: connectorId }, data: { settings: { oauth: { pkceNotAdvertised: true } } } });
  said.push(await connect(person, connectorId));
  const { ctx } = await browserOf(person);
  const [item] = await connectionsWithTools(ctx, connectorId);
  if (!item || item.state !== "connected") throw new Error(`The connector is ${item?.state}`);
  const chosen = context.toolCalls ?? item.tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool.inputSchema) }));
  said.push(`tools: ${item.tools.map((tool) => tool.name).join(", ")}`);
  for (const wanted of chosen) {
    const tool = item.tools.find((candidate) => candidate.name === wanted.name);
    if (!tool) throw new Error(`No tool ${wanted.name}`);
    for (let again = 0; ; again += 1) {
      const call = await callAllowed(ctx, connectorId, tool, wanted.arguments);
      said.push(`${wanted.name}: ${call.state} ${JSON.stringify(call.failure ?? call.result?.content)}`);
      if (call.failure?.code !== "insufficient_scope") break;
      if (again >= PATIENCE) throw new Error(`${wanted.name}: still not enough rights`);
      said.push(await connect(person, connectorId));
    }
  }
  return said;
}

/** An owner adds the server, with the client that the provider gave them where there is one. */
async function add(browser: CurrentSession, url: string, context: Scenario["context"]): Promise<string> {
  const { connectorId } = value(await reserveConnector(browser.ctx));
  const client = { clientId: context.client_id ?? null, clientSecret: context.client_secret ?? null };
  const added = value(await addConnector(browser.ctx, { connectorId, name: "Under test", url, ...client, anyway: false }));
  if (added.kind !== "added") throw new Error(`Not added: ${JSON.stringify(added.check)}`);
  return connectorId;
}

/** A person connects their account; the suite's providers ask nothing and send the browser back at once. */
async function connect(person: Member, connectorId: string): Promise<string> {
  const browser = await browserOf(person);
  const begun = value(await beginConnect({ ...browser.ctx, sessionId: browser.sessionId }, { connectorId, returnTo: "/" }));
  if (begun.kind === "connected") return "connected without a sign-in";
  const answer = await fetch(begun.url, { redirect: "manual" });
  const location = answer.headers.get("location");
  if (!location) throw new Error(`The provider answers ${answer.status} ${await answer.text()}`);
  const query = new URL(location).search.slice(1);
  const finished = await finishConnect(browser, { connectorId, query, isConfirmed: false });
  if (finished.kind !== "done" || finished.code !== "connected") throw new Error(`Sign-in: ${JSON.stringify(finished)}`);
  return `signed in, asking for ${begun.scopes.join(" ") || "nothing in particular"}`;
}

/** A model asks for one call and its person allows it, once. */
async function callAllowed(ctx: OrgContext, connectorId: string, tool: ToolView, given: JsonObject): Promise<ToolCallView> {
  const { orgId, userId } = ctx;
  const conversationId = newId("conversation");
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  const runId = newId("run");
  await db().run.create({ data: { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" } });
  const call = { index: 0, modelCallId: "call", origin: "model", connectorId, connectionId: null } as const;
  const proposed = { ...call, toolName: tool.name, definitionHash: tool.hash, arguments: given };
  const [toolCallId = ""] = await db().$transaction((tx) =>
    proposeToolCalls(tx, ctx, { runId, conversationId, step: 0, calls: [proposed] }),
  );
  const asked = await advanceToolCall(ctx, toolCallId);
  if (asked.state !== "awaiting_approval") return asked;
  value(await decideApproval(ctx, { toolCallId, decision: "allow_once" }));
  return advanceToolCall(ctx, toolCallId);
}

async function browserOf(member: Member): Promise<CurrentSession> {
  const session = await readSession(await createSessionRow(member));
  if (!session) throw new Error("no session");
  return session;
}

function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
