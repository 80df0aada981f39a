import { blockedConnectors, findConnector, listConnectors } from "#lib/connectors/data.ts";
import type { Connector } from "#lib/connectors/types.ts";
import { connectorView } from "#lib/connectors/view.ts";
import { listFinalExpiries } from "#lib/credentials/data.ts";
import { rememberedProtocolSchema } from "#lib/mcp/schema.ts";
import type { McpTool, RememberedProtocol } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { connectorState } from "./state.ts";
import type { ConnectorWithTools, ToolView } from "./types.ts";

/** The caller's own connection with its connector, as needed to speak to the server. */
export type OwnConnection = {
  id: string;
  state: "connected" | "needs_reauth" | "degraded";
  stateReason: string | null;
  protocol: RememberedProtocol | null;
  connector: Connector;
};

/** One of the caller's own connections; null for anybody else's. */
export async function findConnection(ctx: OrgContext, id: string): Promise<OwnConnection | null> {
  const row = await db().connection.findFirst({ where: { id, orgId: ctx.orgId, userId: ctx.userId } });
  const connector = row && (await findConnector(ctx, row.connectorId));
  if (!connector) return null;
  const protocol = rememberedProtocolSchema.safeParse(row.protocol);
  const { state, stateReason } = row;
  return { id, state, stateReason, connector, protocol: protocol.success ? protocol.data : null };
}

/** The id of the caller's own connection to a connector, if they have one. */
export async function findConnectionId(ctx: OrgContext, connectorId: string): Promise<string | null> {
  const where = { connectorId, orgId: ctx.orgId, userId: ctx.userId };
  return (await db().connection.findFirst({ where, select: { id: true } }))?.id ?? null;
}

/** A tool as the caller's own account sees it now: what consent is compared with, and what runs. */
export async function currentDefinition(
  ctx: OrgContext,
  connectorId: string,
  toolName: string,
): Promise<{ connectionId: string; definition: McpTool; hash: string } | null> {
  const row = await db().toolDefinition.findFirst({
    where: { orgId: ctx.orgId, name: toolName, connection: { connectorId, userId: ctx.userId } },
  });
  return row && { connectionId: row.connectionId, definition: row.definition as McpTool, hash: row.hash };
}

/**
 * Every connector of the workspace as the caller has it, with the tools of their own account. The single source for
 * Settings and the chat: what is listed here is what a model may be given, before switches and policy.
 * @param connectorId only this one
 */
export async function connectionsWithTools(ctx: OrgContext, connectorId?: string): Promise<ConnectorWithTools[]> {
  const mine = { orgId: ctx.orgId, userId: ctx.userId, ...(connectorId !== undefined && { connectorId }) };
  const [connectors, connections, blocked, expiries] = await Promise.all([
    connectorId === undefined ? listConnectors(ctx) : findConnector(ctx, connectorId).then((one) => (one ? [one] : [])),
    db().connection.findMany({ where: mine, include: { tools: { orderBy: { position: "asc" } } } }),
    blockedConnectors(ctx),
    listFinalExpiries(ctx),
  ]);
  const now = new Date();
  return connectors.map((connector) => {
    const connection = connections.find((row) => row.connectorId === connector.id) ?? null;
    const endsAt = (connection && expiries.get(connection.id)) ?? null;
    const isBlocked = blocked.has(connector.id);
    return {
      connector: connectorView(ctx, connector),
      connection: connection && {
        id: connection.id,
        accountName: connection.accountName,
        stateReason: connection.stateReason,
        connectedAt: connection.createdAt,
        toolsSyncedAt: connection.toolsSyncedAt,
        endsAt,
      },
      state: connectorState({ isBlocked, lastCheck: connector.lastCheck, connection, endsAt }, now),
      tools: (connection?.tools ?? []).map(({ definition, hash }) => toolView(definition as McpTool, hash)),
    };
  });
}

/** Whose sign-in it is, for telling why it cannot be finished (system level: found by the hash of its secret `state`). */
export async function findFlow(
  stateHash: string,
  connectorId: string,
): Promise<{ id: string; userId: string; returnTo: string; isUsed: boolean; isExpired: boolean } | null> {
  const rows = await db().$queryRaw<
    { id: string; userId: string; returnTo: string; isUsed: boolean; isExpired: boolean }[]
  >`
    SELECT id, user_id AS "userId", return_to AS "returnTo", consumed_at IS NOT NULL AS "isUsed",
           expires_at <= now() AS "isExpired"
    FROM oauth_flows WHERE state_hash = ${stateHash} AND connector_id = ${connectorId}`;
  return rows[0] ?? null;
}

/** How many of these connections still exist (system level). */
export async function countExisting(connectionIds: readonly string[]): Promise<number> {
  return db().connection.count({ where: { id: { in: [...connectionIds] } } });
}

function toolView(definition: McpTool, hash: string): ToolView {
  const { name, title, description, annotations, inputSchema } = definition;
  return {
    name,
    title: title ?? annotations?.title ?? null,
    description: description ?? "",
    annotations: annotations ?? {},
    inputSchema,
    hash,
  };
}
