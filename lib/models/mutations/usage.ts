import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { ANSWER_TOKENS_RESERVED } from "../constants.ts";
import { dailyLimits, tokensToday, toolCallsToday } from "../data/limits.ts";
import type { TokenCount, UsageSubject } from "../types.ts";

/** Tokens set aside for an answer that is being worked out; null where there is no limit to keep. */
export type Reservation = bigint | null;

/**
 * Before a model is asked: sets aside what the answer may take, so that answers worked out at the same time see each
 * other. Refused once the person's tokens of today are used up.
 */
export async function reserveTokens(
  ctx: OrgContext,
  subject: UsageSubject,
  inputTokens: number,
): Promise<Result<Reservation, "token_limit">> {
  if ((await dailyLimits(ctx)).tokens === null) return ok(null);
  return db().$transaction(async (tx) => {
    await oneAtATime(tx, ctx);
    const { tokens: limit } = await dailyLimits(ctx, tx);
    if (limit === null) return ok(null);
    // A worker that died in the middle of the same step left its reservation behind.
    if (subject.runId !== null)
      await tx.usage.deleteMany({ where: { ...whose(ctx, subject), isEstimated: true, durationMs: 0 } });
    if ((await tokensToday(ctx, tx)) >= limit) return err("token_limit");
    const count = { inputTokens, outputTokens: ANSWER_TOKENS_RESERVED, isEstimated: true };
    const { id } = await tx.usage.create({ data: { ...whose(ctx, subject), ...count, durationMs: 0 } });
    return ok(id);
  });
}

/** After the answer: what it took, in the place of what was set aside for it. One row for each answer. */
export async function recordUsage(
  ctx: OrgContext,
  reservation: Reservation,
  answer: UsageSubject & TokenCount & { durationMs: number },
  tx: Pick<Tx, "usage"> = db(),
): Promise<void> {
  const data = {
    ...answer,
    orgId: ctx.orgId,
    userId: ctx.userId,
    durationMs: Math.max(1, Math.round(answer.durationMs)),
  };
  if (reservation !== null) {
    const { count } = await tx.usage.updateMany({ where: { id: reservation, orgId: ctx.orgId }, data });
    if (count === 1) return;
  }
  await tx.usage.create({ data });
}

/** There was no answer: what was set aside is free again. */
export async function releaseTokens(ctx: OrgContext, reservation: Reservation): Promise<void> {
  if (reservation !== null) await db().usage.deleteMany({ where: { id: reservation, orgId: ctx.orgId } });
}

/**
 * How many tool calls this person may still make today; null: as many as they like. Holds back every other count of
 * theirs until the transaction ends, so that calls stored in it are the ones that were counted.
 */
export async function toolCallsLeft(tx: Tx, ctx: OrgContext): Promise<number | null> {
  if ((await dailyLimits(ctx, tx)).toolCalls === null) return null;
  await oneAtATime(tx, ctx);
  const { toolCalls: limit } = await dailyLimits(ctx, tx);
  return limit === null ? null : Math.max(0, limit - (await toolCallsToday(ctx, tx)));
}

/** One transaction of a person's at a time, until it ends. Always the last lock that is taken. */
async function oneAtATime(tx: Pick<Tx, "$queryRaw">, { orgId, userId }: OrgContext): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`limits ${orgId} ${userId}`}, 0))::text`;
}

function whose({ orgId, userId }: OrgContext, { conversationId, runId, step, purpose, modelLabel }: UsageSubject) {
  return { orgId, userId, conversationId, runId, step, purpose, modelLabel };
}
