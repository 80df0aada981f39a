import { record } from "#lib/audit/record.ts";
import { collectRevocations } from "#lib/credentials/data.ts";
import { saveSharedHeaders } from "#lib/credentials/headers.ts";
import { savePreregistered } from "#lib/credentials/registrations.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { applyEdit, type EditPlan } from "./apply-edit.ts";
import { authenticationOf, headerNames, newSettings, sharedValues, usesOAuth } from "./authentication.ts";
import { checkColumns } from "./check-columns.ts";
import { MAX_CONNECTORS, MAX_RESERVATIONS, RESERVATION_HOURS } from "./constants.ts";
import type { AddInput, ConnectorCheck, ReportInput } from "./schema.ts";
import { slugFor } from "./slug.ts";
import type { Connector, Ended } from "./types.ts";

/** Promises a new connector id to this person in this workspace; the oldest promises of a person give way. */
export async function reserveConnectorId(ctx: OrgContext): Promise<string> {
  const connectorId = newId("connector");
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO connector_reservations (connector_id, org_id, user_id, expires_at)
      VALUES (${connectorId}, ${ctx.orgId}, ${ctx.userId}, now() + make_interval(hours => ${RESERVATION_HOURS}::int))`;
    await tx.$executeRaw`
      DELETE FROM connector_reservations WHERE expires_at <= now() OR connector_id IN (
        SELECT connector_id FROM connector_reservations WHERE user_id = ${ctx.userId}
        ORDER BY expires_at DESC OFFSET ${MAX_RESERVATIONS})`;
  });
  return connectorId;
}

/** Stores a connector under the id that was promised to this person in this workspace, and to nobody else. */
export async function insertConnector(
  ctx: OrgContext,
  input: Omit<AddInput, "anyway" | "url"> & { url: URL; check: ConnectorCheck },
): Promise<Result<void, "reservation_gone" | "too_many_connectors">> {
  const { connectorId, name, url, check, clientId, clientSecret } = input;
  const settings = newSettings(input.settings);
  const authentication = authenticationOf(settings);
  return db().$transaction(async (tx) => {
    const promised = await tx.$executeRaw`
      DELETE FROM connector_reservations WHERE connector_id = ${connectorId} AND org_id = ${ctx.orgId}
        AND user_id = ${ctx.userId} AND expires_at > now()`;
    if (promised === 0) return err("reservation_gone");
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('connectors'), hashtext(${ctx.orgId}))`;
    const others = await tx.connector.findMany({ where: { orgId: ctx.orgId }, select: { slug: true } });
    if (others.length >= MAX_CONNECTORS) return err("too_many_connectors");
    await tx.connector.create({
      data: {
        id: connectorId,
        orgId: ctx.orgId,
        slug: slugFor(name, new Set(others.map(({ slug }) => slug))),
        name,
        url: url.href,
        settings,
        ...checkColumns(check, settings),
        createdById: ctx.userId,
      },
    });
    if (clientId && usesOAuth(authentication))
      await savePreregistered(tx, ctx, connectorId, { clientId, clientSecret });
    if (input.settings) await saveSharedHeaders(tx, ctx, connectorId, sharedValues(input.settings));
    const subject = { type: "connector", id: connectorId } as const;
    await record(tx, ctx, {
      type: "connector.added",
      subject,
      data: { name, host: url.host, found: check.outcome, authentication },
    });
    for (const header of headerNames(settings, "organization"))
      await record(tx, ctx, { type: "connector.headerSet", subject, data: { header } });
    return ok(undefined);
  });
}

/** Keeps what a look at the server found, unless the connector has moved since. */
export async function saveCheck(ctx: OrgContext, connector: Connector, check: ConnectorCheck): Promise<void> {
  const where = { id: connector.id, orgId: ctx.orgId, url: connector.url };
  await db().connector.updateMany({ where, data: checkColumns(check, connector.settings) });
}

/** Saves an edit and ends what it makes invalid, together. */
export async function updateConnector(
  ctx: OrgContext,
  plan: EditPlan,
): Promise<Result<Ended, "not_found" | "changed_meanwhile">> {
  return db().$transaction((tx) => applyEdit(tx, ctx, plan));
}

/** Deletes a connector and everything that hangs on it, for everybody in the workspace. Null when it is gone already. */
export async function deleteConnector(ctx: OrgContext, connector: Connector): Promise<Ended | null> {
  return db().$transaction(async (tx) => {
    const ended = await endConnections(tx, ctx, connector.id);
    const { count } = await tx.connector.deleteMany({ where: { id: connector.id, orgId: ctx.orgId } });
    if (count === 0) return null;
    await tx.toolGrant.deleteMany({ where: { connectorId: connector.id, orgId: ctx.orgId } });
    await tx.conversationToggle.deleteMany({ where: { connectorId: connector.id, orgId: ctx.orgId } });
    await record(tx, ctx, {
      type: "connector.removed",
      subject: { type: "connector", id: connector.id },
      data: {
        name: connector.name,
        host: new URL(connector.url).host,
        connectionsEnded: ended.connections.length,
      },
    });
    return ended;
  });
}

/** Keeps a report about a connector. */
export async function insertReport(ctx: OrgContext, connector: Connector, input: ReportInput): Promise<void> {
  const { reason, details } = input;
  await db().$transaction(async (tx) => {
    await tx.connectorReport.create({
      data: {
        id: newId("report"),
        orgId: ctx.orgId,
        connectorId: connector.id,
        userId: ctx.userId,
        reason,
        details,
      },
    });
    await record(tx, ctx, {
      type: "connector.reported",
      subject: { type: "connector", id: connector.id },
      data: { name: connector.name, reason },
    });
  });
}

/** Reads what is about to end. Locks the connector, so that no sign-in finishes in between. */
async function endConnections(tx: Tx, ctx: OrgContext, connectorId: string): Promise<Ended> {
  await tx.$executeRaw`SELECT 1 FROM connectors WHERE id = ${connectorId} AND org_id = ${ctx.orgId} FOR UPDATE`;
  const where = { connectorId, orgId: ctx.orgId };
  const connections = await tx.connection.findMany({ where, select: { id: true, userId: true } });
  const revocations = await collectRevocations(tx, ctx.orgId, { connectorId });
  await tx.oAuthFlow.deleteMany({ where });
  return { connections, revocations };
}

/** Keeps a connector's picture, or that it has none worth showing; nothing of one that is gone, or has moved since. */
export async function saveIcon(
  ctx: OrgContext,
  { id, url }: Pick<Connector, "id" | "url">,
  icon: { source: string; contentType: string | null; bytes: Uint8Array | null },
): Promise<void> {
  await db().$executeRaw`
    INSERT INTO connector_icons (connector_id, org_id, source, content_type, bytes, fetched_at)
    SELECT id, org_id, ${icon.source}, ${icon.contentType}, ${icon.bytes}::bytea, now()
    FROM connectors WHERE id = ${id} AND org_id = ${ctx.orgId} AND url = ${url}
    ON CONFLICT (connector_id) DO UPDATE SET source = excluded.source, content_type = excluded.content_type,
      bytes = excluded.bytes, fetched_at = excluded.fetched_at`;
}
