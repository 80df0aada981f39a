import { TOOLS_WAIT_MS } from "#lib/connections/constants.ts";
import { connectionsWithTools, freshenTools, serverInstructions } from "#lib/connections/tools.ts";
import type { ConnectorWithTools, InspectedTool, ToolView } from "#lib/connections/types.ts";
import { type Decisions, decisionsInWorkspace } from "#lib/connectors/data/decisions.ts";
import { securityPolicyOf } from "#lib/connectors/data/policy.ts";
import { hintedKind } from "#lib/connectors/hinted-kind.ts";
import { modelToolName } from "#lib/mcp/definition.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { decide } from "#lib/policy/decide.ts";
import type { ActionKind, PolicyInput, PolicyMode } from "#lib/policy/types.ts";
import { suspicionOf } from "#lib/tool-calls/suspicion.ts";
import { SHOWN_DESCRIPTION_CHARS } from "./constants.ts";
import { listDefaultToggles } from "./data/defaults.ts";
import { listChosenAccounts, listToggles } from "./data.ts";
import { effectiveTools } from "./effective-tools.ts";
import type { ServerNote } from "./model/outside-data.ts";
import type { ChosenAccount, ConversationConnector, ToolDetails } from "./types.ts";

/** One tool of one of the person's accounts, as this conversation may use it. */
export type Tool = {
  /** Its name for a model, unique among all. */
  modelName: string;
  connectorId: string;
  connectionId: string;
  toolName: string;
  connectorName: string;
  definitionHash: string;
  /** The server's title, or its name. */
  title: string;
  description: string;
  /** What it does, by its owners' word, else by its server's; null: nobody says. */
  kind: ActionKind | null;
  inputSchema: Record<string, unknown>;
  /** Whether a model is told of it: switched on and not blocked. */
  isOffered: boolean;
};

/**
 * Every tool of the person's accounts, and of each whether this conversation offers it to a model. Those it does not
 * offer are known all the same: a model that asks for one gets a call, which the door then denies by its rule.
 */
export async function conversationTools(ctx: OrgContext, conversationId: string | null): Promise<Tool[]> {
  const [connectors, switches] = await Promise.all([
    connectionsInUse(ctx, conversationId),
    loadSwitches(ctx, conversationId),
  ]);
  return connectors.flatMap((one) => {
    const { connector, connection } = one;
    if (!connection) return [];
    const shown = connectorOf(one, switches);
    const isGiven = new Set<unknown>(effectiveTools(shown));
    return one.tools.map((tool, i) => ({
      modelName: modelToolName(connector.slug, tool.name),
      connectorId: connector.id,
      connectionId: connection.id,
      toolName: tool.name,
      connectorName: connector.name,
      definitionHash: tool.hash,
      title: titleOf(tool),
      description: descriptionOf(tool),
      kind: shown.tools[i]?.kind ?? hintedKind(tool.annotations),
      inputSchema: tool.inputSchema,
      isOffered: isGiven.has(shown.tools[i]),
    }));
  });
}

/** What the servers of these tools say about how to use them; no server is heard whose tools are not offered. */
export async function serverNotesFor(ctx: OrgContext, tools: readonly Tool[]): Promise<ServerNote[]> {
  return serverInstructions(ctx, [...new Set(tools.map(({ connectionId }) => connectionId))]);
}

/** The connectors with their switches, for the composer's menus; without a conversation, as a new one begins. */
export async function conversationConnectors(
  ctx: OrgContext,
  conversationId: string | null,
): Promise<ConversationConnector[]> {
  const [connectors, switches] = await Promise.all([
    connectionsInUse(ctx, conversationId),
    loadSwitches(ctx, conversationId),
  ]);
  return connectors.map((one) => connectorOf(one, switches));
}

/** One connector as a conversation would have it with that account; null for an account that is not the caller's. */
export async function connectorWithAccount(
  ctx: OrgContext,
  conversationId: string | null,
  { connectorId, connectionId }: ChosenAccount,
): Promise<ConversationConnector | null> {
  const [[one], switches] = await Promise.all([
    connectionsWithTools(ctx, connectorId, new Map([[connectorId, connectionId]])),
    loadSwitches(ctx, conversationId),
  ]);
  return one?.connection?.id === connectionId ? connectorOf(one, switches) : null;
}

/** What one tool of the caller's takes, by the account this conversation uses. */
export async function toolDetails(
  ctx: OrgContext,
  conversationId: string | null,
  { connectorId, toolName }: { connectorId: string; toolName: string },
): Promise<Result<ToolDetails, "not_found">> {
  const chosen = await chosenAccounts(ctx, conversationId);
  const [one] = await connectionsWithTools(ctx, connectorId, chosen);
  const tool = one?.tools.find(({ name }) => name === toolName);
  return tool ? ok({ description: tool.description, inputSchema: tool.inputSchema }) : err("not_found");
}

/** The connectors after their lists were read again, where one was out of date; null: all were read lately. */
export async function freshConnectors(
  ctx: OrgContext,
  conversationId: string | null,
): Promise<ConversationConnector[] | null> {
  const hasRead = await freshenTools(ctx, TOOLS_WAIT_MS);
  return hasRead ? conversationConnectors(ctx, conversationId) : null;
}

async function connectionsInUse(ctx: OrgContext, conversationId: string | null): Promise<ConnectorWithTools[]> {
  return connectionsWithTools(ctx, undefined, await chosenAccounts(ctx, conversationId));
}

async function chosenAccounts(ctx: OrgContext, conversationId: string | null): Promise<Map<string, string>> {
  return conversationId === null ? new Map() : listChosenAccounts(ctx, conversationId);
}

type Switches = {
  enabled(connectorId: string, toolName?: string): boolean;
  /** What organization and person decided about it. */
  decided(connectorId: string, tool: InspectedTool): { kind: ActionKind | null; policy: PolicyMode };
};

/** The switches of a conversation; before there is one, as the person's new ones begin. */
async function loadSwitches(ctx: OrgContext, conversationId: string | null): Promise<Switches> {
  const [toggles, decisions, security] = await Promise.all([
    conversationId === null ? listDefaultToggles(ctx) : listToggles(ctx, conversationId),
    decisionsInWorkspace(ctx),
    securityPolicyOf(ctx),
  ]);
  const key = (connectorId: string, toolName = "") => `${connectorId} ${toolName}`;
  const moved = new Map(toggles.map((toggle) => [key(toggle.connectorId, toggle.toolName), toggle.enabled]));
  return {
    enabled: (connectorId, toolName) => moved.get(key(connectorId, toolName)) ?? true,
    decided: (connectorId, { name, hash, findings }) => {
      const about = decisions({ connectorId, toolName: name, definitionHash: hash });
      const suspicion = suspicionOf(findings, security.definitions);
      return { kind: about.kind, policy: modeOf({ ...about, suspicion }, hash) };
    },
  };
}

/**
 * What the door would say to a call of this tool, as far as organization and person decide: the same function decides
 * there. Switches and accounts are asked for beside it, "Allow always" and what a conversation holds at the call itself.
 */
function modeOf(decisions: Decisions & Pick<PolicyInput, "suspicion">, definitionHash: string): PolicyMode {
  const { outcome } = decide({
    origin: "model",
    isMember: true,
    toggles: { connectorEnabled: true, toolEnabled: true },
    connection: "connected",
    grant: null,
    taint: null,
    research: null,
    definitionHash,
    proposedHash: definitionHash,
    ...decisions,
  });
  return outcome === "deny" ? "block" : outcome;
}

function connectorOf(
  { connector, connection, accounts, state, tools }: ConnectorWithTools,
  switches: Switches,
): ConversationConnector {
  const shown: ConversationConnector = {
    connectorId: connector.id,
    name: connector.name,
    iconUrl: connector.iconUrl,
    state,
    connection: connection && { id: connection.id, accountName: connection.accountName },
    accounts: accounts.map(({ id, accountName, state }) => ({ id, accountName, state })),
    enabled: switches.enabled(connector.id),
    tools: tools.map((tool) => ({
      name: tool.name,
      title: titleOf(tool),
      description: tool.description.slice(0, SHOWN_DESCRIPTION_CHARS),
      hintedKind: hintedKind(tool.annotations),
      ...switches.decided(connector.id, tool),
      findings: tool.findings,
      enabled: switches.enabled(connector.id, tool.name),
    })),
    effectiveToolCount: 0,
  };
  return { ...shown, effectiveToolCount: effectiveTools(shown).length };
}

function titleOf(tool: ToolView): string {
  return tool.title ?? tool.annotations.title ?? tool.name;
}

function descriptionOf(tool: ToolView): string {
  const title = titleOf(tool);
  return title === tool.name ? tool.description : `${title}. ${tool.description}`;
}
