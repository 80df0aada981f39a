import { surroundingsOf } from "#lib/connectors/data/neighbourhood.ts";
import { blockedConnectors, findConnector, listConnectors } from "#lib/connectors/data.ts";
import { inspected } from "#lib/connectors/definition-findings.ts";
import type { Connector } from "#lib/connectors/types.ts";
import { connectorView } from "#lib/connectors/view.ts";
import { type HeaderValues, headerDates, requestHeaders } from "#lib/credentials/headers.ts";
import { rememberedProtocolSchema } from "#lib/mcp/schema.ts";
import { type ServerInfo, serverInfoSchema } from "#lib/mcp/server-info.ts";
import type { RememberedProtocol } from "#lib/mcp/types.ts";
import { db, type Prisma } from "#lib/platform/db/client.ts";
import type { Connection as ConnectionRow } from "#lib/platform/db/generated/client.ts";
import { type NotificationHandler, onNotification } from "#lib/platform/db/notifications.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { CONNECTIONS_CHANNEL, TOOLS_TTL_MS } from "./constants.ts";
import { standingFacts } from "./data/standings.ts";
import { toolsOf } from "./data/tool-definitions.ts";
import { toolsNoticeSchema } from "./schema.ts";
import { connectorState } from "./state.ts";
import type { ConnectionView, ConnectorState, ConnectorWithTools } from "./types.ts";

const FIRST_CONNECTED = [{ createdAt: "asc" }, { id: "asc" }] satisfies Prisma.ConnectionOrderByWithRelationInput[];

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

/** The caller's own accounts at a connector with the keys that tell them apart, the first connected first. */
export async function accountKeys(ctx: OrgContext, connectorId: string): Promise<{ id: string; accountKey: string }[]> {
  const where = { connectorId, orgId: ctx.orgId, userId: ctx.userId };
  return db().connection.findMany({ where, select: { id: true, accountKey: true }, orderBy: FIRST_CONNECTED });
}

/** The header values for one of the caller's own connections: the organization's and their own; none once it has moved. */
export async function headersOf(ctx: OrgContext, connector: Connector, connectionId: string): Promise<HeaderValues> {
  return requestHeaders(db(), ctx, connector, connectionId);
}

/** When the caller gave the header values of one of their own connections, by name. */
export async function ownHeaderDates(ctx: OrgContext, connectionId: string): Promise<Map<string, Date>> {
  return headerDates(db(), ctx, { connectionId });
}

/** The ids of the caller's own accounts at a connector, the first connected first. */
export async function ownAccounts(ctx: OrgContext, connectorId: string): Promise<string[]> {
  return (await accountKeys(ctx, connectorId)).map(({ id }) => id);
}

/** The id of the caller's own connection to a connector, of several the first; null without one. */
export async function findConnectionId(ctx: OrgContext, connectorId: string): Promise<string | null> {
  return (await ownAccounts(ctx, connectorId))[0] ?? null;
}

/**
 * Every connector of the workspace as the caller has it, with the tools of their own account. The single source for
 * Settings and the chat: what is listed here is what a model may be given, before switches and policy.
 * @param connectorId only this one
 * @param chosen which account is in use, by connector, where it is not the first
 */
export async function connectionsWithTools(
  ctx: OrgContext,
  connectorId?: string,
  chosen: ReadonlyMap<string, string> = new Map(),
): Promise<ConnectorWithTools[]> {
  const mine = { orgId: ctx.orgId, userId: ctx.userId, ...(connectorId !== undefined && { connectorId }) };
  const [connectors, connections, blocked, standingOf, around] = await Promise.all([
    connectorId === undefined ? listConnectors(ctx) : findConnector(ctx, connectorId).then((one) => (one ? [one] : [])),
    db().connection.findMany({ where: mine, orderBy: FIRST_CONNECTED }),
    blockedConnectors(ctx),
    standingFacts(ctx),
    surroundingsOf(ctx),
  ]);
  const inUse = new Map(
    connectors.map(({ id }) => {
      const own = connections.filter((row) => row.connectorId === id);
      return [id, own.find((row) => row.id === chosen.get(id)) ?? own[0] ?? null];
    }),
  );
  const tools = await toolsOf(
    ctx,
    [...inUse.values()].flatMap((row) => row?.id ?? []),
  );
  const withTools: ConnectorWithTools[] = [];
  for (const connector of connectors) {
    const own = connections.filter((row) => row.connectorId === connector.id);
    const accounts = own.map((row): ConnectionView => ({ ...connectionView(row), ...standingOf(row) }));
    const used = inUse.get(connector.id) ?? null;
    withTools.push({
      connector: connectorView(ctx, connector),
      connection: accounts.find(({ id }) => id === used?.id) ?? null,
      accounts,
      state: used ? standingOf(used).state : unconnected(connector, blocked),
      tools: await inspected(connector.id, (used && tools.get(used.id)) ?? [], around),
    });
  }
  return withTools;
}

function unconnected({ id, lastCheck }: Connector, blocked: ReadonlySet<string>): ConnectorState {
  return connectorState({ isBlocked: blocked.has(id), lastCheck, connection: null, endsAt: null }, new Date());
}

/**
 * The caller's own accounts whose tool list is to be read again: its server said that it has changed or is out of date,
 * or it is older than TOOLS_TTL_MS. Not those that wait for their person.
 * @param connectorId only those there
 */
export async function staleConnections(ctx: OrgContext, connectorId: string | null = null): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM connections
    WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId} AND state <> 'needs_reauth'
      AND (${connectorId}::text IS NULL OR connector_id = ${connectorId})
      AND COALESCE(tools_expire_at, tools_synced_at + make_interval(secs => ${TOOLS_TTL_MS / 1000}::int), now()) <= now()`;
  return rows.map(({ id }) => id);
}

/** Until when the tool list of one of the caller's own accounts serves, where its server or its news says so. */
export async function toolsExpiry(ctx: OrgContext, connectionId: string): Promise<Date | null> {
  const where = { id: connectionId, orgId: ctx.orgId, userId: ctx.userId };
  return (await db().connection.findFirst({ where, select: { toolsExpireAt: true } }))?.toolsExpireAt ?? null;
}

function connectionView(row: ConnectionRow): Omit<ConnectionView, "state" | "endsAt"> {
  const { id, accountName, stateReason, createdAt, toolsSyncedAt } = row;
  const toolsNotice = toolsNoticeSchema.safeParse(row.toolsNotice).data ?? null;
  return { id, accountName, stateReason, connectedAt: createdAt, toolsSyncedAt, toolsNotice };
}

/** What is told of a sign-in that cannot be finished. */
export type FoundFlow = {
  id: string;
  orgId: string;
  userId: string;
  returnTo: string;
  isUsed: boolean;
  isExpired: boolean;
  traceId: string | null;
};

/** What the server of one of the caller's own connections said of itself when it was last asked for its tools. */
export async function findServerInfo(ctx: OrgContext, connectionId: string): Promise<ServerInfo | null> {
  const where = { id: connectionId, orgId: ctx.orgId, userId: ctx.userId };
  const row = await db().connection.findFirst({ where, select: { server: true } });
  return serverInfoSchema.safeParse(row?.server).data ?? null;
}

/** What the servers of the caller's own connections say about how to use them, where they say something. */
export async function serverInstructions(
  ctx: OrgContext,
  connectionIds: readonly string[],
): Promise<{ connectorName: string; slug: string; text: string }[]> {
  const rows = await db().connection.findMany({
    where: { id: { in: [...connectionIds] }, orgId: ctx.orgId, userId: ctx.userId },
    select: { server: true, connector: { select: { name: true, slug: true } } },
    orderBy: { id: "asc" },
  });
  return rows.flatMap(({ server, connector: { name, slug } }) => {
    const text = serverInfoSchema.safeParse(server).data?.instructions;
    return text ? [{ connectorName: name, slug, text }] : [];
  });
}

/** Whose sign-in it is, for telling why it cannot be finished (system level: found by the hash of its secret `state`). */
export async function findFlow(stateHash: string, connectorId: string): Promise<FoundFlow | null> {
  const rows = await db().$queryRaw<FoundFlow[]>`
    SELECT id, org_id AS "orgId", user_id AS "userId", trace_id AS "traceId", return_to AS "returnTo", consumed_at IS NOT NULL AS "isUsed",
           expires_at <= now() AS "isExpired"
    FROM oauth_flows WHERE state_hash = ${stateHash} AND connector_id = ${connectorId}`;
  return rows[0] ?? null;
}

/** How many of these connections still exist (system level). */
export async function countExisting(connectionIds: readonly string[]): Promise<number> {
  return db().connection.count({ where: { id: { in: [...connectionIds] } } });
}

/** Told of a person who has connected an account (their id), or of nobody in particular ("") (system level). */
export function onConnections(handler: NotificationHandler): () => void {
  return onNotification(CONNECTIONS_CHANNEL, handler);
}
