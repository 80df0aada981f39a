import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { append, lockMine } from "../mutations.ts";

/** Gives one of my conversations the model's title and tells its log, unless a person has named it meanwhile. */
export async function setModelTitle(
  ctx: OrgContext,
  { conversationId, runId }: { conversationId: string; runId: string },
  title: string,
): Promise<void> {
  await db().$transaction(async (tx) => {
    if (!(await lockMine(tx, ctx, conversationId))) return;
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId, orgId: ctx.orgId, titledBy: "words" },
      data: { title, titledBy: "model" },
    });
    if (count === 1)
      await append(tx, { orgId: ctx.orgId, conversationId, runId }, [{ type: "titled", payload: { title } }]);
  });
}
