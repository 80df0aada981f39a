import { db } from "#lib/platform/db/client.ts";
import type { ToolCallInput } from "#lib/platform/db/generated/client.ts";
import { type NotificationHandler, onNotification } from "#lib/platform/db/notifications.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { QUESTIONS_CHANNEL } from "./constants.ts";

/** One of the caller's own questions; null for anybody else's. */
export async function findQuestion(ctx: OrgContext, id: string): Promise<ToolCallInput | null> {
  return db().toolCallInput.findFirst({ where: { id, orgId: ctx.orgId, userId: ctx.userId } });
}

/** Whether the caller may still be asked anything: they belong to the workspace and do more than look. */
export async function mayBeAsked(ctx: OrgContext): Promise<boolean> {
  const where = { orgId: ctx.orgId, userId: ctx.userId, role: { not: "auditor" as const } };
  return (await db().membership.count({ where })) > 0;
}

/** Told of a question that changed (its id), or of none in particular (""). */
export function onQuestions(handler: NotificationHandler): () => void {
  return onNotification(QUESTIONS_CHANNEL, handler);
}
