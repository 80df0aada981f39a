import { record } from "#lib/audit/record.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { DailyLimits } from "../types.ts";

/** Sets what each person may use in a day; null: as much as they like. Counts from the next step on. */
export async function setLimits(ctx: OrgContext, limits: DailyLimits): Promise<void> {
  const { orgId, userId } = ctx;
  const data = { dailyTokens: limits.tokens, dailyToolCalls: limits.toolCalls, updatedById: userId };
  await db().$transaction(async (tx) => {
    await tx.modelSettings.upsert({ where: { orgId }, create: { orgId, ...data }, update: data });
    await record(tx, ctx, { type: "modelLimits.changed", subject: { type: "organization", id: orgId }, data: limits });
  });
}
