import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

/** Those of these connectors that are of this workspace. */
export async function ownConnectors(tx: Tx, ctx: OrgContext, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.connector.findMany({ where: { orgId: ctx.orgId, id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

/** Whether switches are all of connectors of this workspace. */
export async function areOwn(tx: Tx, ctx: OrgContext, toggles: readonly { connectorId: string }[]): Promise<boolean> {
  const ids = new Set(toggles.map(({ connectorId }) => connectorId));
  return (await ownConnectors(tx, ctx, [...ids])).size === ids.size;
}
