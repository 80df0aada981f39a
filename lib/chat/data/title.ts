import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

/** Whether one of my conversations still goes by the first words of its first message. */
export async function isTitledByWords(ctx: OrgContext, conversationId: string): Promise<boolean> {
  const where = { id: conversationId, orgId: ctx.orgId, userId: ctx.userId, titledBy: "words" };
  return (await db().conversation.count({ where })) === 1;
}
