import { grantFor } from "#lib/approvals/data.ts";
import { currentDefinition } from "#lib/connections/data.ts";
import { policiesOf } from "#lib/connectors/data.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { Approval, ToolCall, ToolCallInput } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { PolicyInput } from "#lib/policy/types.ts";
import type { CallOrigin, ToolCallView } from "./types.ts";
import { type Shown, toolCallView } from "./view.ts";

export type StoredCall = ToolCall & { approval: Approval | null; inputs: ToolCallInput[] };

const WITH_QUESTIONS = {
  approval: true,
  inputs: { orderBy: [{ round: "asc" as const }, { createdAt: "asc" as const }, { key: "asc" as const }] },
};

/** The caller's own call; null for anybody else's. */
export async function findCall(ctx: OrgContext, id: string): Promise<StoredCall | null> {
  return db().toolCall.findFirst({ where: { id, orgId: ctx.orgId, userId: ctx.userId }, include: WITH_QUESTIONS });
}

/** The caller's own calls among these ids, as people see them, by id. */
export async function toolCallViews(ctx: OrgContext, ids: readonly string[]): Promise<Map<string, ToolCallView>> {
  const rows = await db().toolCall.findMany({
    where: { id: { in: [...ids] }, orgId: ctx.orgId, userId: ctx.userId },
    include: WITH_QUESTIONS,
  });
  return new Map(rows.map((row) => [row.id, toolCallView(row)]));
}

/** The switches somebody moved in one of the caller's own conversations. Not moved: on. */
async function togglesFor(
  ctx: OrgContext,
  conversationId: string,
): Promise<(connectorId: string, toolName: string) => { connectorEnabled: boolean; toolEnabled: boolean }> {
  const rows = await db().conversationToggle.findMany({
    where: { conversationId, orgId: ctx.orgId, conversation: { userId: ctx.userId } },
  });
  const isOn = (connectorId: string, toolName: string) =>
    rows.find((row) => row.connectorId === connectorId && row.toolName === toolName)?.enabled ?? true;
  return (connectorId, toolName) => ({
    connectorEnabled: isOn(connectorId, ""),
    toolEnabled: isOn(connectorId, toolName),
  });
}

/** A tool as it is now, with the account it is called by. */
export type CurrentTool = NonNullable<Awaited<ReturnType<typeof currentDefinition>>>;

/** Everything the decision about a stored call depends on, as it is at this moment. */
export type Circumstances = {
  input: PolicyInput;
  tool: CurrentTool | null;
  grantId: string | null;
  /** The caller's account at the connector now; null: none. */
  connectionId: string | null;
};

/** Reads membership, switches, policy, account, definition and grant afresh. */
export async function circumstancesOf(ctx: OrgContext, call: ToolCall): Promise<Circumstances> {
  const { connectorId, toolName } = call;
  const [members, toggles, policies, connection, tool] = await Promise.all([
    // Auditors only look, whatever they were when the call was made up.
    db().membership.count({ where: { orgId: ctx.orgId, userId: ctx.userId, role: { not: "auditor" } } }),
    togglesFor(ctx, call.conversationId),
    policiesOf(ctx, connectorId),
    accountOf(ctx, call),
    currentDefinition(ctx, connectorId, toolName, call.connectionId),
  ]);
  const grant = tool && (await grantFor(ctx, { ...tool, toolName, definitionHash: tool.hash }));
  return {
    tool,
    grantId: grant?.id ?? null,
    connectionId: connection?.id ?? null,
    input: {
      origin: call.origin as CallOrigin,
      isMember: members > 0,
      policy: { tool: policies[toolName] ?? null, connector: policies[""] ?? null },
      toggles: toggles(connectorId, toolName),
      connection: connection?.state ?? null,
      definitionHash: tool?.hash ?? null,
      proposedHash: call.definitionHash,
      grant,
    },
  };
}

/** The account a call was made up for; where that is gone, the caller's first, which then is not the one shown. */
async function accountOf(ctx: OrgContext, { connectorId, connectionId }: ToolCall) {
  const where = { connectorId, orgId: ctx.orgId, userId: ctx.userId };
  const accounts = await db().connection.findMany({ where, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return accounts.find(({ id }) => id === connectionId) ?? accounts[0] ?? null;
}

type CalledTool = { connectorId: string; connectionId: string | null; toolName: string };

/** What people are shown about tools of the caller's own accounts. */
export async function shownFor(
  client: Tx,
  ctx: OrgContext,
  tools: readonly CalledTool[],
): Promise<(tool: CalledTool) => Shown> {
  const connectorIds = [...new Set(tools.map((tool) => tool.connectorId))];
  const names = [...new Set(tools.map((tool) => tool.toolName))];
  const connectors = await client.connector.findMany({ where: { orgId: ctx.orgId, id: { in: connectorIds } } });
  const connections = await client.connection.findMany({
    where: { orgId: ctx.orgId, userId: ctx.userId, connectorId: { in: connectorIds } },
    include: { tools: { where: { name: { in: names } } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return ({ connectorId, connectionId, toolName }) => {
    const own = connections.filter((row) => row.connectorId === connectorId);
    const connection = own.find((row) => row.id === connectionId) ?? own[0];
    const definition = connection?.tools.find((tool) => tool.name === toolName)?.definition;
    const { title, description, annotations } = (definition ?? {}) as Partial<CurrentTool["definition"]>;
    return {
      connectorName: connectors.find((row) => row.id === connectorId)?.name ?? "",
      accountName: connection?.accountName ?? null,
      title: title ?? annotations?.title ?? null,
      description: description ?? "",
      annotations: annotations ?? {},
    };
  };
}
