import { findModel } from "#lib/models/data/models.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { defaultToolAccess, listDefaultToggles } from "../data/defaults.ts";
import { areOwn, ownConnectors } from "../data/own-connectors.ts";
import type { SavedDefaults, Toggle, ToolAccess } from "../types.ts";

/** What a new conversation begins with: my defaults of this moment, and over them what was chosen before its first message. */
export async function beginWithDefaults(
  tx: Tx,
  ctx: OrgContext,
  chosen: { toggles: readonly Toggle[]; toolAccess?: ToolAccess | undefined },
): Promise<{ toggles: Toggle[]; toolAccess: ToolAccess }> {
  const byKey = new Map<string, Toggle>();
  for (const toggle of [...(await listDefaultToggles(ctx, tx)), ...chosen.toggles])
    byKey.set(`${toggle.connectorId} ${toggle.toolName ?? ""}`, toggle);
  return { toggles: [...byKey.values()], toolAccess: chosen.toolAccess ?? (await defaultToolAccess(ctx, tx)) };
}

/**
 * Makes a conversation's switches and its tool access what my new ones begin with. Only connectors that were shown count:
 * what holds for the others stays.
 */
export async function saveDefaults(ctx: OrgContext, { connectorIds, off, toolAccess }: SavedDefaults): Promise<void> {
  const mine = { orgId: ctx.orgId, userId: ctx.userId };
  await db().$transaction(async (tx) => {
    const shown = await ownConnectors(tx, ctx, connectorIds);
    await tx.defaultToggle.deleteMany({ where: { ...mine, connectorId: { in: [...shown] } } });
    const rows = off.filter(({ connectorId }) => shown.has(connectorId));
    await tx.defaultToggle.createMany({
      data: rows.map(({ connectorId, toolName = "" }) => ({ ...mine, connectorId, toolName, enabled: false })),
      skipDuplicates: true,
    });
    await putToolAccess(tx, ctx, toolAccess);
  });
}

/** Moves switches as my new conversations begin with them, of connectors of this workspace. */
export async function setDefaultToggles(
  ctx: OrgContext,
  toggles: readonly Toggle[],
): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    if (!(await areOwn(tx, ctx, toggles))) return err("not_found");
    const rows = JSON.stringify(toggles.map(({ toolName = "", ...toggle }) => ({ ...toggle, toolName })));
    await tx.$executeRaw`
      INSERT INTO default_toggles (org_id, user_id, connector_id, tool_name, enabled)
      SELECT DISTINCT ON ("connectorId", "toolName") ${ctx.orgId}, ${ctx.userId}, "connectorId", "toolName", enabled
      FROM jsonb_to_recordset(${rows}::jsonb) AS t("connectorId" text, "toolName" text, enabled boolean)
      ON CONFLICT (user_id, connector_id, tool_name) DO UPDATE SET enabled = excluded.enabled`;
    return ok(undefined);
  });
}

/** Says by which model my new conversations are answered; null: the organization's default. */
export async function setDefaultModel(ctx: OrgContext, modelId: string | null): Promise<Result<void, "not_found">> {
  if (modelId !== null && !(await findModel(ctx, modelId))) return err("not_found");
  const key = { orgId: ctx.orgId, userId: ctx.userId };
  const where = { orgId_userId: key };
  await db().personPreferences.upsert({ where, create: { ...key, modelId }, update: { modelId } });
  return ok(undefined);
}

/** Says how tools come before the model in my new conversations. */
export async function setDefaultToolAccess(ctx: OrgContext, toolAccess: ToolAccess): Promise<void> {
  await putToolAccess(db(), ctx, toolAccess);
}

async function putToolAccess(client: Pick<Tx, "personPreferences">, ctx: OrgContext, toolAccess: ToolAccess) {
  const key = { orgId: ctx.orgId, userId: ctx.userId };
  await client.personPreferences.upsert({
    where: { orgId_userId: key },
    create: { ...key, toolAccess },
    update: { toolAccess },
  });
}
