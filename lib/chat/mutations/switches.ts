import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { areOwn } from "../data/own-connectors.ts";
import { lockMine } from "../mutations.ts";
import type { Toggle, ToolAccess } from "../types.ts";

/** Moves switches in one of my conversations, of connectors of this workspace. They count from the next call on. */
export async function setToggles(
  ctx: OrgContext,
  conversationId: string,
  toggles: readonly Toggle[],
): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    if (!(await areOwn(tx, ctx, toggles)) || !(await lockMine(tx, ctx, conversationId))) return err("not_found");
    const rows = JSON.stringify(toggles.map(({ toolName = "", ...toggle }) => ({ ...toggle, toolName })));
    await tx.$executeRaw`
      INSERT INTO conversation_toggles (org_id, conversation_id, connector_id, tool_name, enabled)
      SELECT DISTINCT ON ("connectorId", "toolName") ${ctx.orgId}, ${conversationId}, "connectorId", "toolName", enabled
      FROM jsonb_to_recordset(${rows}::jsonb) AS t("connectorId" text, "toolName" text, enabled boolean)
      ON CONFLICT (conversation_id, connector_id, tool_name) DO UPDATE SET enabled = excluded.enabled`;
    return ok(undefined);
  });
}

/** Says how tools come before the model in one of my conversations, from its next step on. */
export async function setToolAccess(
  ctx: OrgContext,
  conversationId: string,
  toolAccess: ToolAccess,
): Promise<Result<void, "not_found">> {
  const { count } = await db().conversation.updateMany({
    where: { id: conversationId, orgId: ctx.orgId, userId: ctx.userId },
    data: { toolAccess },
  });
  return count === 1 ? ok(undefined) : err("not_found");
}
