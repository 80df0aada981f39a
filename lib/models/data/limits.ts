import { db, Prisma, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { RESERVED_MINUTES } from "../constants.ts";
import type { DailyLimits, MyDay } from "../types.ts";

/** What a person may use in a day in the workspace. */
export async function dailyLimits(ctx: OrgContext, tx: Pick<Tx, "modelSettings"> = db()): Promise<DailyLimits> {
  const row = await tx.modelSettings.findUnique({ where: { orgId: ctx.orgId } });
  return { tokens: row?.dailyTokens ?? null, toolCalls: row?.dailyToolCalls ?? null };
}

/** When today began: a day is one of UTC, by the database's clock. */
export const TODAY = Prisma.sql`(date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')`;

/** Of `usage u`: an answer's tokens, or what is set aside for one that can still come. */
export const IS_USED = Prisma.sql`NOT (
  u.is_estimated AND u.duration_ms = 0 AND u.at < now() - make_interval(mins => ${RESERVED_MINUTES}::int))`;

/** Of `tool_calls t`: it was sent to its server, or may still be. */
const COUNTS = Prisma.sql`(t.dispatched_at IS NOT NULL OR t.state NOT IN ('denied', 'expired', 'cancelled', 'failed'))`;

/** The tokens this person has used today, those of answers that are being worked out among them. */
export async function tokensToday(ctx: OrgContext, tx?: Pick<Tx, "$queryRaw">): Promise<number> {
  return (await usedToday(ctx, tx)).tokens;
}

async function usedToday({ orgId, userId }: OrgContext, tx: Pick<Tx, "$queryRaw"> = db()) {
  const [row] = await tx.$queryRaw<{ tokens: bigint; isEstimated: boolean }[]>`
    SELECT coalesce(sum(u.input_tokens::bigint + u.output_tokens), 0)::bigint AS tokens,
      coalesce(bool_or(u.is_estimated), false) AS "isEstimated"
    FROM usage u WHERE u.org_id = ${orgId} AND u.user_id = ${userId} AND u.at >= ${TODAY} AND ${IS_USED}`;
  return { tokens: Number(row?.tokens ?? 0), isEstimated: row?.isEstimated === true };
}

/** The tool calls of this person's today, those that wait among them. */
export async function toolCallsToday({ orgId, userId }: OrgContext, tx: Pick<Tx, "$queryRaw"> = db()): Promise<number> {
  const [row] = await tx.$queryRaw<{ calls: number }[]>`
    SELECT count(*)::int AS calls FROM tool_calls t
    WHERE t.org_id = ${orgId} AND t.user_id = ${userId} AND t.created_at >= ${TODAY} AND ${COUNTS}`;
  return row?.calls ?? 0;
}

/** What this person has used today, and what they may. */
export async function myDay(ctx: OrgContext): Promise<MyDay> {
  const [used, toolCalls, limits] = await Promise.all([usedToday(ctx), toolCallsToday(ctx), dailyLimits(ctx)]);
  return { ...used, toolCalls, limits };
}
