import { setTimeout as sleep } from "node:timers/promises";
import { startConversation } from "#lib/chat/post-message.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

/**
 * A call as the database tells of it in the end. `afterKillMs` is how long it took to end after its worker was killed, or
 * longer: kills come so close that whoever takes a run over may be killed in turn, so the time counts from when the last
 * worker but one took the run up, which is before that worker's end; from the beginning of a call that one saw to its end.
 */
export type EndedCall = {
  id: string;
  state: string;
  finishedAt: Date | null;
  executionId: string;
  afterKillMs: number;
};

/** Begins a conversation whose turn makes calls; `key` names it to model and counting server. */
export async function beginTurn(ctx: OrgContext, key: string): Promise<string> {
  const message = { text: `Act ${key}`, idempotencyKey: `kills-${key}`.padEnd(16, "-"), toggles: [], accounts: [] };
  const begun = await startConversation(ctx, message);
  if (!begun.ok) throw new Error(`Could not begin: ${begun.error}`);
  return begun.value.conversationId;
}

/** Waits until no run is under way and no call is open. @throws with what still is when `ms` are over */
export async function untilQuiet(ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  for (;;) {
    const open = await db().$queryRaw<{ what: string }[]>`
      SELECT 'run ' || id || ' still ' || state AS what FROM runs WHERE state IN ('queued', 'running', 'waiting')
      UNION ALL SELECT 'call ' || id || ' still ' || state FROM tool_calls WHERE finished_at IS NULL`;
    if (open.length === 0) return;
    if (Date.now() > deadline) throw new Error(open.map(({ what }) => what).join(", "));
    await sleep(100);
  }
}

/** Every call of one person's runs. */
export async function callsOf(ctx: OrgContext): Promise<EndedCall[]> {
  return db().$queryRaw<EndedCall[]>`
    SELECT t.id, t.state::text, t.finished_at AS "finishedAt", t.arguments->>'id' AS "executionId",
      extract(epoch FROM t.finished_at - greatest(t.created_at, (
        SELECT e.created_at FROM conversation_events e
        WHERE e.run_id = t.run_id AND e.type = 'run_started' AND e.created_at <= t.finished_at
        ORDER BY e.seq DESC OFFSET 1 LIMIT 1)))::float8 * 1000 AS "afterKillMs"
    FROM tool_calls t WHERE t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId}`;
}

/** Calls that were open at a moment: begun before it, not yet over. */
export async function openAt(ctx: OrgContext, at: Date): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM tool_calls WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      AND created_at <= ${at} AND (finished_at IS NULL OR finished_at > ${at})`;
  return rows.map(({ id }) => id);
}
