import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { toolAccessSchema } from "../schema.ts";
import type { ToolAccess } from "../types.ts";

/**
 * How tools come before the model in one of my conversations: as it says, else (one from before it could be chosen, or
 * none yet) by my default.
 */
export async function toolAccessOf(ctx: OrgContext, conversationId: string | null): Promise<ToolAccess> {
  const { orgId, userId } = ctx;
  const [conversation, preferences] = await Promise.all([
    conversationId === null
      ? null
      : db().conversation.findFirst({ where: { id: conversationId, orgId, userId }, select: { toolAccess: true } }),
    db().personPreferences.findUnique({ where: { orgId_userId: { orgId, userId } }, select: { toolAccess: true } }),
  ]);
  return toolAccessSchema.catch("auto").parse(conversation?.toolAccess ?? preferences?.toolAccess);
}
