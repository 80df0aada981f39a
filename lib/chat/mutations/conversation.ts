import { record } from "#lib/audit/record.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { EVENTS_CHANNEL } from "../constants.ts";

/** Gives one of my conversations another title. */
export async function renameConversation(
  ctx: OrgContext,
  id: string,
  title: string,
): Promise<Result<void, "not_found">> {
  const { count } = await db().conversation.updateMany({
    where: { id, orgId: ctx.orgId, userId: ctx.userId },
    data: { title, titledBy: "person" },
  });
  return count === 1 ? ok(undefined) : err("not_found");
}

/** Deletes one of my conversations with all that was said, called and decided in it. The trail keeps its own record. */
export async function deleteConversation(ctx: OrgContext, conversationId: string): Promise<Result<void, "not_found">> {
  return db().$transaction(async (tx) => {
    // Runs before the conversation, as workers lock them.
    await tx.$queryRaw`
      SELECT 1 FROM runs WHERE org_id = ${ctx.orgId} AND conversation_id = ${conversationId} AND user_id = ${ctx.userId}
      FOR UPDATE`;
    const { count } = await tx.conversation.deleteMany({
      where: { id: conversationId, orgId: ctx.orgId, userId: ctx.userId },
    });
    if (count !== 1) return err("not_found");
    await record(tx, ctx, {
      type: "conversation.deleted",
      subject: { type: "conversation", id: conversationId },
      data: {},
    });
    await tx.$queryRaw`SELECT pg_notify(${EVENTS_CHANNEL}, ${conversationId})::text`;
    return ok(undefined);
  });
}
