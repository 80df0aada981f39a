import { decideApproval } from "#lib/approvals/decide.ts";
import { readSession } from "#lib/auth/data.ts";
import type { CurrentSession } from "#lib/auth/types.ts";
import { beginConnect } from "#lib/connections/begin-connect.ts";
import { disconnect } from "#lib/connections/disconnect.ts";
import { finishConnect } from "#lib/connections/finish-connect.ts";
import { connectionsWithTools } from "#lib/connections/tools.ts";
import type { ConnectorWithTools, ToolView } from "#lib/connections/types.ts";
import { addConnector, reserveConnector } from "#lib/connectors/add-connector.ts";
import { connectorSettingsSchema } from "#lib/connectors/schema.ts";
import { setIdentitySources } from "#lib/credentials/identity-sources.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { proposeToolCalls } from "#lib/tool-calls/mutations.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { createSessionRow } from "#tests/factories/browser.ts";
import { contextFor, createMember, type Member } from "#tests/factories/people.ts";
import { runAnswering } from "./answer-questions.ts";
import { argumentsFor } from "./arguments-for.ts";
import { grantOf, identitiesOf, type JsonObject, type Scenario, secretOf, settingsOf } from "./scenario.ts";

/** Where the suite expects the document; the app's own address has a path for each connector. */
const CLIENT_DOCUMENT = "https://conformance-test.local/client-metadata.json";

/** A call that has not answered by then is stopped by its person. */
const STOP_MS = 10_000;

/** A person who signs in again because a tool asks for more does so this often, then gives up. */
const PATIENCE = 2;

/**
 * Does with a server what people do with it in the app, through the same use cases: an owner adds it, connects their
 * account, allows one call of each of its tools, and disconnects.
 * @returns what happened, line by line
 * @throws when something did not succeed
 */
export async function useServer(scenario: Scenario): Promise<string[]> {
  const person = await createMember();
  const connectorId = await add(await browserOf(person), scenario);
  identified().set(person.user.id, scenario);
  try {
    return await use(person, connectorId, scenario.context);
  } finally {
    identified().delete(person.user.id);
    await disconnect(contextFor(person), connectorId);
  }
}

/** Whoever an identity provider, or the platform we run on, would vouch for while their scenario is under way. */
function identified(): Map<string, Scenario> {
  return oncePerProcess("conformance-identities", () => {
    const scenarios = new Map<string, Scenario>();
    setIdentitySources(identitiesOf(scenarios));
    return scenarios;
  });
}

async function use(person: Member, connectorId: string, context: Scenario["context"]): Promise<string[]> {
  const said: string[] = [];
  const { ctx } = await browserOf(person);
  let item: ConnectorWithTools | undefined;
  for (let again = 0; item?.state !== "connected"; again += 1) {
    if (again > PATIENCE) throw new Error(`The connector is ${item?.state}`);
    said.push(await connect(person, connectorId));
    [item] = await connectionsWithTools(ctx, connectorId);
  }
  const { tools } = item;
  said.push(`tools: ${tools.map((tool) => tool.name).join(", ")}`);
  for (const wanted of context.toolCalls ?? tools.map((tool) => ordinaryCall(tool, tools))) {
    const tool = tools.find((candidate) => candidate.name === wanted.name);
    if (!tool) throw new Error(`No tool ${wanted.name}`);
    let call = await callAllowed(ctx, connectorId, tool, wanted.arguments);
    // A server that wants more rights has its call wait for them; it goes on by itself once they are there.
    for (let again = 0; call.state === "awaiting_connection" && again < PATIENCE; again += 1) {
      said.push(await connect(person, connectorId));
      call = await runAnswering(ctx, call.id, AbortSignal.timeout(STOP_MS));
    }
    said.push(`${wanted.name}: ${call.state} ${JSON.stringify(call.failure ?? call.result?.content)}`);
    const isLacking = call.state === "awaiting_connection" || call.failure?.code === "insufficient_scope";
    if (isLacking) throw new Error(`${wanted.name}: still not enough rights`);
  }
  return said;
}

/** A call that a tool's own schema allows; one tool of the suite wants to see another's schema. */
function ordinaryCall({ name, inputSchema }: ToolView, tools: ToolView[]): { name: string; arguments: JsonObject } {
  const shown = tools.find((tool) => tool.name === "json_schema_2020_12_tool");
  if (name === "json_schema_echo" && shown) return { name, arguments: { schema: shown.inputSchema } };
  return { name, arguments: argumentsFor(inputSchema) };
}

/** An owner adds the server, with the client that the provider gave them where there is one. */
async function add({ ctx }: CurrentSession, scenario: Scenario): Promise<string> {
  const { connectorId } = value(await reserveConnector(ctx));
  const client = { clientId: scenario.context.client_id ?? null, clientSecret: secretOf(scenario) };
  const input = { connectorId, name: "Under test", url: scenario.url, ...client, anyway: false };
  const added = value(await addConnector(ctx, { ...input, settings: settingsOf(scenario) }));
  if (added.kind !== "added") throw new Error(`Not added: ${JSON.stringify(added.check)}`);
  const grant = grantOf(scenario);
  if (grant !== null)
    await db().connector.update({
      where: { id: connectorId, orgId: ctx.orgId },
      data: { settings: connectorSettingsSchema.parse({ oauth: { grant } }) },
    });
  return connectorId;
}

/** A person connects their account; the suite's providers ask nothing and send the browser back at once. */
async function connect(person: Member, connectorId: string): Promise<string> {
  const browser = await browserOf(person);
  const begun = value(
    await beginConnect(
      { ...browser.ctx, sessionId: browser.sessionId },
      { connectorId, returnTo: "/" },
      CLIENT_DOCUMENT,
    ),
  );
  if (begun.kind === "connected") return "connected without a sign-in";
  if (begun.kind !== "sign_in") throw new Error(`Asked for ${begun.kind}`);
  const answer = await fetch(begun.url, { redirect: "manual" });
  const location = answer.headers.get("location");
  if (!location) throw new Error(`The provider answers ${answer.status} ${await answer.text()}`);
  const query = new URL(location).search.slice(1);
  const finished = await finishConnect(browser, { connectorId, query, isConfirmed: false });
  if (finished.kind !== "done" || finished.code !== "connected")
    throw new Error(`Sign-in: ${JSON.stringify(finished)}`);
  return `signed in, asking for ${begun.scopes.join(" ") || "nothing in particular"}`;
}

/** A model asks for one call and its person allows it, once. */
async function callAllowed(
  ctx: OrgContext,
  connectorId: string,
  tool: ToolView,
  given: JsonObject,
): Promise<ToolCallView> {
  const { orgId, userId } = ctx;
  const conversationId = newId("conversation");
  await db().conversation.create({ data: { id: conversationId, orgId, userId } });
  const runId = newId("run");
  await db().run.create({
    data: { id: runId, orgId, userId, conversationId, idempotencyKey: runId, state: "running" },
  });
  const call = { index: 0, modelCallId: "call", origin: "model", connectorId, connectionId: null } as const;
  const proposed = { ...call, toolName: tool.name, definitionHash: tool.hash, arguments: given };
  const [toolCallId = ""] = await db().$transaction((tx) =>
    proposeToolCalls(tx, ctx, { runId, conversationId, step: 0, calls: [proposed] }),
  );
  const asked = await advanceToolCall(ctx, toolCallId);
  if (asked.state !== "awaiting_approval") return asked;
  value(await decideApproval(ctx, { toolCallId, decision: "allow_once" }));
  return runAnswering(ctx, toolCallId, AbortSignal.timeout(STOP_MS));
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
