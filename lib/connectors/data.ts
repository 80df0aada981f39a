import { type HeaderValues, headerDates, requestHeaders } from "#lib/credentials/headers.ts";
import { findOwnClient, type OwnClient } from "#lib/credentials/own-client.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { Connector as ConnectorRow } from "#lib/platform/db/generated/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { connectorCheckSchema, connectorSettingsSchema } from "./schema.ts";
import type { ConnectionFacts, Connector } from "./types.ts";

/** All connectors of the workspace, by name. */
export async function listConnectors(ctx: OrgContext): Promise<Connector[]> {
  const rows = await db().connector.findMany({
    where: { orgId: ctx.orgId },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    include: WITH_ICON,
  });
  return rows.map(fromRow);
}

/** One connector of the workspace; null when it has none by that id. */
export async function findConnector(ctx: OrgContext, id: string): Promise<Connector | null> {
  const row = await db().connector.findUnique({ where: { orgId_id: { orgId: ctx.orgId, id } }, include: WITH_ICON });
  return row && fromRow(row);
}

/** The workspace a connector belongs to (system level: to switch to it, if it is one of the caller's). */
export async function orgOfConnector(id: string): Promise<string | null> {
  return (await db().connector.findUnique({ where: { id }, select: { orgId: true } }))?.orgId ?? null;
}

/** Whether a connector exists in any workspace, or its id is promised to a dialog (system level: the public client document). */
export async function isConnectorId(id: string): Promise<boolean> {
  const [connector, reservation] = await Promise.all([
    db().connector.count({ where: { id } }),
    db().connectorReservation.count({ where: { connectorId: id } }),
  ]);
  return connector + reservation > 0;
}

/** The connectors that owners blocked as a whole. */
export async function blockedConnectors(ctx: OrgContext): Promise<Set<string>> {
  const where = { orgId: ctx.orgId, toolName: "", mode: "block" } as const;
  const rows = await db().toolPolicy.findMany({ where, select: { connectorId: true } });
  return new Set(rows.map(({ connectorId }) => connectorId));
}

/** How many people have connected an account, which is who loses something when it goes. */
export async function countConnections(ctx: OrgContext, connectorId: string): Promise<number> {
  const where = { connectorId, orgId: ctx.orgId };
  return (await db().connection.groupBy({ by: ["userId"], where })).length;
}

/** The owner's own OAuth client of a connector, without its secret. */
export async function ownClientOf(ctx: OrgContext, connectorId: string): Promise<OwnClient | null> {
  return findOwnClient(db(), ctx, connectorId);
}

/** The header values that the organization shares for a connector; none where it has moved since it was read. */
export async function sharedHeaders(ctx: OrgContext, connector: Pick<Connector, "id" | "url">): Promise<HeaderValues> {
  return requestHeaders(db(), ctx, connector, null);
}

/** When those values were set, by name. */
export async function sharedHeaderDates(ctx: OrgContext, connectorId: string): Promise<Map<string, Date>> {
  return headerDates(db(), ctx, { connectorId });
}

/** What an edit has to know of each connection to a connector; with `tx`, as it is inside that transaction. */
export async function connectionFacts(
  ctx: OrgContext,
  connectorId: string,
  tx: Tx | null = null,
): Promise<ConnectionFacts[]> {
  const rows = await (tx ?? db()).connection.findMany({
    where: { connectorId, orgId: ctx.orgId },
    select: {
      id: true,
      userId: true,
      credential: { select: { grant: true, resource: true } },
      headers: { select: { name: true } },
    },
  });
  return rows.map(({ id, userId, credential, headers }) => ({
    id,
    userId,
    grant: credential?.grant ?? null,
    resource: credential?.resource ?? null,
    headerNames: headers.map(({ name }) => name),
  }));
}

/** A connector's picture, as it came through our own proxy; null when there is none worth showing. */
export async function findIcon(
  ctx: OrgContext,
  connectorId: string,
): Promise<{ source: string; contentType: string | null; bytes: Uint8Array | null; fetchedAt: Date } | null> {
  return db().connectorIcon.findFirst({ where: { connectorId, orgId: ctx.orgId } });
}

/** Of the picture only whether there is one, and since when. */
const WITH_ICON = { icon: { select: { contentType: true, fetchedAt: true } } } as const;
type RowWithIcon = ConnectorRow & { icon: { contentType: string | null; fetchedAt: Date } | null };

function fromRow(row: RowWithIcon): Connector {
  const check = connectorCheckSchema.safeParse(row.lastCheck);
  const { id, slug, name, url, kind, auth, checkedAt, createdAt, updatedAt } = row;
  const settings = connectorSettingsSchema.parse(row.settings);
  return {
    id,
    slug,
    name,
    url,
    kind,
    auth,
    checkedAt,
    createdAt,
    updatedAt,
    settings,
    iconAt: row.icon?.contentType ? row.icon.fetchedAt : null,
    lastCheck: check.success ? check.data : null,
  };
}
