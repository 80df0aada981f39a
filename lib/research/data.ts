import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { countersSchema, findingSchema, planSchema } from "./schema.ts";
import type { StoredResearch } from "./types.ts";

type Row = Omit<StoredResearch, "plan" | "findings" | "counters"> & Record<"plan" | "findings" | "counters", unknown>;

/** The caller's own investigation that a run works on; null: it works on none. */
export async function researchOfRun(ctx: OrgContext, runId: string): Promise<StoredResearch | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT s.id, s.run_id AS "runId", s.conversation_id AS "conversationId", s.question, s.state::text AS state, s.plan,
      s.plan_hash AS "planHash", s.findings, s.counters, s.approved_at IS NOT NULL AS "isApproved",
      coalesce(extract(epoch FROM now() - s.approved_at) * 1000, 0)::float8 AS "elapsedMs"
    FROM research s WHERE s.run_id = ${runId} AND s.org_id = ${ctx.orgId} AND s.user_id = ${ctx.userId}`;
  if (!row) return null;
  return {
    ...row,
    plan: row.plan === null ? null : planSchema.parse(row.plan),
    findings: findingSchema.array().parse(row.findings),
    counters: countersSchema.parse(row.counters),
  };
}
