import { record } from "#lib/audit/record.ts";
import { collectRevocations } from "#lib/credentials/data.ts";
import { dropSharedHeaders, type HeaderValues, saveSharedHeaders } from "#lib/credentials/headers.ts";
import { dropRegistrations } from "#lib/credentials/mutations.ts";
import { replaceClient, replaceClientSecret } from "#lib/credentials/own-client.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { authenticationOf, headerNames } from "./authentication.ts";
import { checkColumns } from "./check-columns.ts";
import { connectionFacts } from "./data.ts";
import { type ConnectorVersion, endsSignIns, impactOf, isMoved } from "./edit-impact.ts";
import type { ConnectorCheck, ConnectorSettings, ShownImpact } from "./schema.ts";
import type { Connector, Ended } from "./types.ts";

/** What becomes of the owner's own OAuth client. */
export type ClientPlan =
  | { kind: "keep" }
  | { kind: "secret"; clientSecret: string }
  | { kind: "replace"; client: { clientId: string; clientSecret: string | null } | null };

/** An edit that was looked at from all sides and only needs to be written down. */
export type EditPlan = {
  /** As it was read when the plan was made. */
  connector: Connector;
  name: string;
  before: ConnectorVersion;
  after: ConnectorVersion;
  client: ClientPlan;
  /** Values given now for headers that the organization shares. */
  values: HeaderValues;
  check: ConnectorCheck | null;
  /** What the owner agreed to; null: nobody was asked. */
  shown: ShownImpact | null;
};

/**
 * Writes an edit down and ends the connections it makes invalid, by the rule that was shown before. Refused when the
 * connector, or how many people the edit disconnects, is not what it was then.
 */
export async function applyEdit(
  tx: Tx,
  ctx: OrgContext,
  plan: EditPlan,
): Promise<Result<Ended, "not_found" | "changed_meanwhile">> {
  const { connector, before, after, shown } = plan;
  const where = { connectorId: connector.id, orgId: ctx.orgId };
  await tx.$executeRaw`SELECT 1 FROM connectors WHERE id = ${connector.id} AND org_id = ${ctx.orgId} FOR UPDATE`;
  const row = await tx.connector.findFirst({
    where: { id: connector.id, orgId: ctx.orgId },
    select: { updatedAt: true },
  });
  if (!row) return err("not_found");
  const updatedAt = row.updatedAt.toISOString();
  if (updatedAt !== connector.updatedAt.toISOString()) return err("changed_meanwhile");

  const connections = await connectionFacts(ctx, connector.id, tx);
  const impact = impactOf(before, after, connections);
  const people = impact.ended.reduce((sum, { people }) => sum + people, 0);
  const isAsShown =
    shown === null || (shown.updatedAt === updatedAt && shown.kept === impact.kept && shown.ended === people);
  if (!isAsShown) return err("changed_meanwhile");

  const isEnded = new Set(impact.endedIds);
  await tx.$executeRaw`
    SELECT 1 FROM connections WHERE org_id = ${ctx.orgId} AND id = ANY(${impact.endedIds}) ORDER BY id FOR UPDATE`;
  const revocations = (await collectRevocations(tx, ctx.orgId, { connectorId: connector.id })).filter((revocation) =>
    isEnded.has(revocation.connectionId),
  );
  await tx.connection.deleteMany({ where: { ...where, id: { in: impact.endedIds } } });
  if (endsSignIns(before, after)) await tx.oAuthFlow.deleteMany({ where });
  if (isMoved(before.url, after.url)) {
    await dropRegistrations(tx, ctx, connector.id);
    await tx.connectorIcon.deleteMany({ where });
  }
  await changeClient(tx, ctx, connector.id, plan.client);
  const dropped = await changeSharedHeaders(tx, ctx, plan);
  await tx.connector.updateMany({
    where: { id: connector.id, orgId: ctx.orgId },
    data: {
      name: plan.name,
      url: after.url,
      settings: after.settings,
      ...(plan.check && checkColumns(plan.check, after.settings)),
    },
  });
  await recordEdit(tx, ctx, plan, { connectionsEnded: isEnded.size, dropped });
  return ok({ connections: connections.filter(({ id }) => isEnded.has(id)), revocations });
}

async function changeClient(tx: Tx, ctx: OrgContext, connectorId: string, plan: ClientPlan): Promise<void> {
  if (plan.kind === "secret") await replaceClientSecret(tx, ctx, connectorId, plan.clientSecret);
  if (plan.kind === "replace") await replaceClient(tx, ctx, connectorId, plan.client);
}

/** A key that was refused is worth another try once an owner has replaced it. */
async function changeSharedHeaders(tx: Tx, ctx: OrgContext, { connector, before, after, values }: EditPlan) {
  const isMovedAway = isMoved(before.url, after.url);
  const kept = headerNames(after.settings, "organization");
  const dropped = headerNames(before.settings, "organization").filter((name) => isMovedAway || !kept.includes(name));
  await dropSharedHeaders(tx, ctx, connector.id, dropped);
  await saveSharedHeaders(tx, ctx, connector.id, values);
  if (Object.keys(values).length > 0)
    await tx.connection.updateMany({
      where: { connectorId: connector.id, orgId: ctx.orgId, state: "needs_reauth", stateReason: "key_refused" },
      data: { state: "connected", stateReason: null },
    });
  return dropped.filter((name) => !Object.hasOwn(values, name));
}

async function recordEdit(
  tx: Tx,
  ctx: OrgContext,
  { connector, name, before, after, client, values }: EditPlan,
  { connectionsEnded, dropped }: { connectionsEnded: number; dropped: string[] },
): Promise<void> {
  const subject = { type: "connector", id: connector.id } as const;
  const { host } = new URL(after.url);
  await record(tx, ctx, { type: "connector.edited", subject, data: { name, host, connectionsEnded } });
  const changed = changedSettings(before.settings, after.settings);
  if (changed.length > 0) {
    const data = { changed, authentication: authenticationOf(after.settings) };
    await record(tx, ctx, { type: "connector.settingsChanged", subject, data });
  }
  for (const header of Object.keys(values))
    await record(tx, ctx, { type: "connector.headerSet", subject, data: { header } });
  for (const header of dropped) await record(tx, ctx, { type: "connector.headerRemoved", subject, data: { header } });
  if (client.kind === "keep") return;
  const clientId = after.client?.clientId ?? null;
  const secret = after.client?.hasSecret ? "replaced" : "none";
  await record(tx, ctx, { type: "connector.clientChanged", subject, data: { clientId, secret } });
}

function changedSettings(before: ConnectorSettings, after: ConnectorSettings): string[] {
  const facts = (settings: ConnectorSettings) => ({
    authentication: authenticationOf(settings),
    headers: settings.headers,
    ...settings.oauth,
  });
  const [was, will] = [facts(before), facts(after)];
  return (Object.keys(will) as (keyof typeof will)[]).filter(
    (key) => JSON.stringify(was[key]) !== JSON.stringify(will[key]),
  );
}
