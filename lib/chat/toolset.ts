import { connectionsWithTools, serverInstructions } from "#lib/connections/tools.ts";
import type { ConnectorWithTools, InspectedTool, ToolView } from "#lib/connections/types.ts";
import { securityPolicyOf } from "#lib/connectors/data/policy.ts";
import { modelToolName } from "#lib/mcp/definition.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { PolicyMode } from "#lib/policy/types.ts";
import { suspicionOf } from "#lib/tool-calls/suspicion.ts";
import { listChosenAccounts, listPolicies, listToggles } from "./data.ts";
import { effectiveTools } from "./effective-tools.ts";
import type { ServerNote } from "./model/outside-data.ts";
import type { ChosenAccount, ConversationConnector, Toggle } from "./types.ts";

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
  /** The server's own hint. */
  readOnly: boolean;
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
      readOnly: tool.annotations.readOnlyHint === true,
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

async function connectionsInUse(ctx: OrgContext, conversationId: string | null): Promise<ConnectorWithTools[]> {
  const chosen = conversationId === null ? new Map<string, string>() : await listChosenAccounts(ctx, conversationId);
  return connectionsWithTools(ctx, undefined, chosen);
}

type Switches = {
  enabled(connectorId: string, toolName?: string): boolean;
  policy(connectorId: string, tool: InspectedTool): PolicyMode;
};

async function loadSwitches(ctx: OrgContext, conversationId: string | null): Promise<Switches> {
  const [toggles, policies, security] = await Promise.all([
    conversationId === null ? ([] as Toggle[]) : listToggles(ctx, conversationId),
    listPolicies(ctx),
    securityPolicyOf(ctx),
  ]);
  const key = (connectorId: string, toolName = "") => `${connectorId} ${toolName}`;
  const moved = new Map(toggles.map((toggle) => [key(toggle.connectorId, toggle.toolName), toggle.enabled]));
  const modes = new Map(policies.map((policy) => [key(policy.connectorId, policy.toolName), policy.mode]));
  return {
    enabled: (connectorId, toolName) => moved.get(key(connectorId, toolName)) ?? true,
    policy: (connectorId, tool) => {
      const ofConnector = modes.get(key(connectorId));
      if (ofConnector === "block" || suspicionOf(tool.findings, security.definitions) === "block") return "block";
      return modes.get(key(connectorId, tool.name)) ?? ofConnector ?? "ask";
    },
  };
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
      description: tool.description,
      inputSchema: tool.inputSchema,
      readOnly: tool.annotations.readOnlyHint === true,
      policy: switches.policy(connector.id, tool),
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
