import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { toolAccessSchema } from "../schema.ts";
import type { Toggle, ToolAccess } from "../types.ts";

type Reader = Pick<Tx, "defaultToggle" | "personPreferences">;

/** The switches as my new conversations begin with them, where they are not simply on. */
export async function listDefaultToggles(ctx: OrgContext, client: Reader = db()): Promise<Toggle[]> {
  const rows = await client.defaultToggle.findMany({
    where: { orgId: ctx.orgId, userId: ctx.userId },
    select: { connectorId: true, toolName: true, enabled: true },
  });
  return rows.map(({ toolName, ...row }) => (toolName === "" ? row : { ...row, toolName }));
}

/** How tools come before the model in my new conversations. */
export async function defaultToolAccess(ctx: OrgContext, client: Reader = db()): Promise<ToolAccess> {
  const { orgId, userId } = ctx;
  const where = { orgId_userId: { orgId, userId } };
  const row = await client.personPreferences.findUnique({ where, select: { toolAccess: true } });
  return toolAccessSchema.catch("auto").parse(row?.toolAccess);
}

/**
 * How they do in one of my conversations: as it says, else (one from before it could be chosen, or none yet) by my
 * default.
 */
export async function toolAccessOf(ctx: OrgContext, conversationId: string | null): Promise<ToolAccess> {
  const { orgId, userId } = ctx;
  const conversation =
    conversationId === null
      ? null
      : await db().conversation.findFirst({
          where: { id: conversationId, orgId, userId },
          select: { toolAccess: true },
        });
  const own = toolAccessSchema.safeParse(conversation?.toolAccess);
  return own.success ? own.data : defaultToolAccess(ctx);
}
