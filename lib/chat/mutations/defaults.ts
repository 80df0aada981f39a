import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { defaultToolAccess, listDefaultToggles } from "../data/defaults.ts";
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

/** Moves one switch as my new conversations begin with it; false for a connector of no workspace of mine. */
export async function setDefaultToggle(
  ctx: OrgContext,
  { connectorId, toolName = "", enabled }: Toggle,
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if (!(await ownConnectors(tx, ctx, [connectorId])).has(connectorId)) return false;
    const key = { userId: ctx.userId, connectorId, toolName };
    await tx.defaultToggle.upsert({
      where: { userId_connectorId_toolName: key },
      create: { ...key, orgId: ctx.orgId, enabled },
      update: { enabled },
    });
    return true;
  });
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

async function ownConnectors(tx: Tx, ctx: OrgContext, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.connector.findMany({ where: { orgId: ctx.orgId, id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
