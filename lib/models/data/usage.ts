import { db, Prisma } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { USAGE_ROWS_MAX } from "../constants.ts";
import type { UsageDays } from "../schema.ts";
import type { OrgUsage, UsageSum } from "../types.ts";
import { IS_USED, TODAY } from "./limits.ts";

type Sums = Record<keyof UsageSum, bigint | number | boolean | null>;

const ANSWERS = Prisma.sql`
  coalesce(sum(u.input_tokens::bigint), 0)::bigint AS "inputTokens",
  coalesce(sum(u.output_tokens::bigint), 0)::bigint AS "outputTokens",
  coalesce(bool_or(u.is_estimated), false) AS "isEstimated",
  count(*)::int AS answers, coalesce(sum(u.duration_ms::bigint), 0)::bigint AS "modelMs"`;
const CALLS = Prisma.sql`
  count(*)::int AS "toolCalls",
  coalesce(sum(extract(epoch FROM t.finished_at - t.dispatched_at) * 1000), 0)::bigint AS "toolMs"`;

/** What one of my conversations has used so far. */
export async function usageOfConversation({ orgId, userId }: OrgContext, conversationId: string): Promise<UsageSum> {
  const [row] = await db().$queryRaw<Sums[]>`
    SELECT * FROM
      (SELECT ${ANSWERS} FROM usage u
       WHERE u.conversation_id = ${conversationId} AND u.org_id = ${orgId} AND u.user_id = ${userId}
         AND ${IS_USED}) answers,
      (SELECT ${CALLS} FROM tool_calls t
       WHERE t.conversation_id = ${conversationId} AND t.org_id = ${orgId} AND t.user_id = ${userId}
         AND t.dispatched_at IS NOT NULL) calls`;
  return sumOf(row);
}

/** What the whole organization has used in the last days, by person and by model; today is the first of them. */
export async function usageOfOrganization({ orgId }: OrgContext, days: UsageDays): Promise<OrgUsage> {
  const since = Prisma.sql`${TODAY} - make_interval(days => ${days - 1}::int)`;
  const answers = Prisma.sql`FROM usage u WHERE u.org_id = ${orgId} AND u.at >= ${since} AND ${IS_USED}`;
  const calls = Prisma.sql`FROM tool_calls t
    WHERE t.org_id = ${orgId} AND t.created_at >= ${since} AND t.dispatched_at IS NOT NULL`;
  const [[total], people, models] = await Promise.all([
    db().$queryRaw<Sums[]>`SELECT * FROM (SELECT ${ANSWERS} ${answers}) a, (SELECT ${CALLS} ${calls}) c`,
    db().$queryRaw<(Sums & { userId: string; name: string })[]>`
      WITH a AS (SELECT u.user_id, ${ANSWERS} ${answers} GROUP BY u.user_id),
      c AS (SELECT t.user_id, ${CALLS} ${calls} GROUP BY t.user_id)
      SELECT coalesce(a.user_id, c.user_id) AS "userId", coalesce(p.name, '') AS name, a."inputTokens",
        a."outputTokens", a."isEstimated", a.answers, a."modelMs", c."toolCalls", c."toolMs"
      FROM a FULL JOIN c ON c.user_id = a.user_id LEFT JOIN users p ON p.id = coalesce(a.user_id, c.user_id)
      ORDER BY coalesce(a."inputTokens" + a."outputTokens", 0) DESC, name LIMIT ${USAGE_ROWS_MAX}`,
    db().$queryRaw<(Sums & { label: string })[]>`
      SELECT u.model_label AS label, ${ANSWERS} ${answers} GROUP BY u.model_label
      ORDER BY sum(u.input_tokens::bigint + u.output_tokens) DESC, label LIMIT ${USAGE_ROWS_MAX}`,
  ]);
  return {
    total: sumOf(total),
    people: people.map((row) => ({ userId: row.userId, name: row.name, ...sumOf(row) })),
    models: models.map((row) => ({ label: row.label, ...sumOf(row) })),
  };
}

function sumOf(row: Partial<Sums> | undefined): UsageSum {
  const number = (value: Sums[keyof UsageSum] | undefined) => Number(value ?? 0);
  return {
    inputTokens: number(row?.inputTokens),
    outputTokens: number(row?.outputTokens),
    isEstimated: row?.isEstimated === true,
    answers: number(row?.answers),
    modelMs: number(row?.modelMs),
    toolCalls: number(row?.toolCalls),
    toolMs: number(row?.toolMs),
  };
}
