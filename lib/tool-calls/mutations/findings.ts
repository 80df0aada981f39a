import { record } from "#lib/audit/record.ts";
import { findingsSchema } from "#lib/inspection/schema.ts";
import { db, Prisma } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { ChangedCall } from "../types.ts";

/**
 * Has a model given what the checks withheld of the result of one of the caller's own calls, from its next step on.
 * @returns the call; null when nothing of it is withheld, or it is not the caller's
 */
export async function giveAnyway(ctx: OrgContext, id: string): Promise<ChangedCall | null> {
  return db().$transaction(async (tx) => {
    const where = { id, orgId: ctx.orgId, userId: ctx.userId, givenAnywayAt: null, findings: { not: Prisma.DbNull } };
    const call = await tx.toolCall.findFirst({ where });
    if (!call) return null;
    if ((await tx.toolCall.updateMany({ where, data: { givenAnywayAt: new Date() } })).count !== 1) return null;
    const codes = new Set(findingsSchema.parse(call.findings).map(({ code }) => code));
    const data = { findings: [...codes].join(" ") };
    await record(tx, ctx, { type: "toolCall.givenAnyway", subject: { type: "toolCall", id }, data });
    const { runId, conversationId, state } = call;
    return { id, runId, conversationId, state };
  });
}
