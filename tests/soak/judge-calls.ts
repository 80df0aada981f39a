import { db } from "#lib/platform/db/client.ts";

/** What we know of one call after a crash, and what its server knows. */
export type CallFacts = {
  executionId: string;
  state: string;
  /** The row says that it was sent. */
  isMarkedSent: boolean;
  /** Records in the trail that it was sent. */
  sendings: number;
  /** How often the server executed it, by the server's own log. */
  executions: number;
};

const FINAL = new Set(["succeeded", "failed", "denied", "expired", "cancelled", "outcome_unknown"]);
/** States by which we tell a person that nothing happened at the server. */
const NOT_EXECUTED = new Set(["failed", "denied", "expired"]);

/** Everything about these calls that must not be, in words; empty when all is well. */
export function judgeCalls(calls: readonly CallFacts[], executed: readonly string[]): string[] {
  const known = new Set(calls.map(({ executionId }) => executionId));
  const unknown = [...new Set(executed)].filter((id) => !known.has(id));
  return [...unknown.map((id) => `${id}: executed, but there is no such call`), ...calls.flatMap(judgeCall)];
}

function judgeCall({ executionId, state, isMarkedSent, sendings, executions }: CallFacts): string[] {
  const findings: [boolean, string][] = [
    [executions > 1, `executed ${executions} times`],
    [sendings > 1, `sent ${sendings} times`],
    [executions > 0 && (!isMarkedSent || sendings === 0), "executed without having been recorded as sent"],
    [state === "succeeded" && executions !== 1, `succeeded, but executed ${executions} times`],
    [NOT_EXECUTED.has(state) && executions > 0, `${state}, but it was executed`],
    [!FINAL.has(state), `still ${state}`],
  ];
  return findings.flatMap(([isSo, what]) => (isSo ? [`${executionId}: ${what}`] : []));
}

/** Every call of the counting server's tools there is, with its argument `id` as what the server counts it under. */
export async function readCallFacts(executed: readonly string[]): Promise<CallFacts[]> {
  const rows = await db().$queryRaw<Omit<CallFacts, "executions">[]>`
    SELECT t.arguments->>'id' AS "executionId", t.state::text, t.dispatched_at IS NOT NULL AS "isMarkedSent",
      (SELECT count(*)::int FROM audit_events a
       WHERE a.subject_type = 'toolCall' AND a.subject_id = t.id AND a.type = 'toolCall.dispatched') AS sendings
    FROM tool_calls t WHERE t.arguments ? 'id'`;
  return rows.map((row) => ({ ...row, executions: executed.filter((id) => id === row.executionId).length }));
}
