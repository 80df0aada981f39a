import { db } from "#lib/platform/db/client.ts";
import type { Trace } from "#lib/platform/trace.ts";
import { KEEP_DAYS, KEEP_PER_CONNECTOR, KEEP_PER_PERSON, MAX_SWEPT } from "./constants.ts";
import type { TraceSubject, Verdict } from "./types.ts";

/**
 * Keeps an attempt, and no more of them than the limits allow. Nothing is kept of a connector that is gone meanwhile.
 * System level: the subject is the attempt's own, not a browser's word.
 */
export async function insertTrace(id: string, subject: TraceSubject, trace: Trace, verdict: Verdict): Promise<void> {
  const { orgId, userId, connectorId = null, connectionId = null } = subject;
  const { kind, startedAt, durationMs, steps } = trace;
  const { outcome, reason } = verdict;
  const [kept] = await db().$queryRaw<{ connectorId: string }[]>`
    INSERT INTO traces (id, org_id, connector_id, user_id, connection_id, kind, outcome, reason, steps, started_at, duration_ms)
    SELECT ${id}, org_id, id, ${userId}, ${connectionId}, ${kind}, ${outcome}, ${reason}, ${JSON.stringify(steps)}::jsonb,
           ${startedAt}, ${durationMs}
    FROM connectors WHERE org_id = ${orgId} AND id = coalesce(${connectorId}::text,
      (SELECT connector_id FROM connections WHERE org_id = ${orgId} AND id = ${connectionId}))
    RETURNING connector_id AS "connectorId"`;
  if (kept) await tidy(orgId, kept.connectorId, userId, kind, outcome);
}

/**
 * Adds the second half of an attempt that was waiting for its person, once.
 * @returns false when there is no such attempt any more
 */
export async function continueTrace(
  id: string,
  { orgId, userId, connectionId = null }: TraceSubject,
  trace: Trace,
  { outcome, reason }: Verdict,
): Promise<boolean> {
  const where = { id, orgId, userId, outcome: "pending" };
  const begun = await db().trace.findFirst({ where, select: { startedAt: true } });
  if (!begun) return false;
  const offset = trace.startedAt.getTime() - begun.startedAt.getTime();
  const steps = trace.steps.map((step) => ({ ...step, startedAt: step.startedAt + offset }));
  const count = await db().$executeRaw`
    UPDATE traces SET steps = steps || ${JSON.stringify(steps)}::jsonb, outcome = ${outcome}, reason = ${reason},
      duration_ms = duration_ms + ${trace.durationMs}, connection_id = coalesce(${connectionId}::text, connection_id)
    WHERE id = ${id} AND org_id = ${orgId} AND user_id = ${userId} AND outcome = 'pending'`;
  return count === 1;
}

/** Rows another process is tidying away at the same moment are left to it. */
async function tidy(orgId: string, connectorId: string, userId: string, kind: string, outcome: string): Promise<void> {
  await db().$executeRaw`
    WITH kept AS (
      SELECT id FROM traces WHERE org_id = ${orgId} AND connector_id = ${connectorId}
      ORDER BY started_at DESC, id LIMIT ${KEEP_PER_CONNECTOR}
    ), surplus AS (
      SELECT id FROM traces
      WHERE connector_id = ${connectorId} AND user_id = ${userId} AND kind = ${kind} AND outcome = ${outcome}
      ORDER BY started_at DESC, id OFFSET ${KEEP_PER_PERSON} FOR UPDATE SKIP LOCKED
    ), old AS (
      SELECT id FROM traces WHERE started_at < now() - make_interval(days => ${KEEP_DAYS}::int)
      LIMIT ${MAX_SWEPT} FOR UPDATE SKIP LOCKED
    )
    DELETE FROM traces WHERE id IN (
      SELECT id FROM surplus WHERE id NOT IN (SELECT id FROM kept) UNION ALL SELECT id FROM old)`;
}
