import { setTimeout as sleep } from "node:timers/promises";
import { startConversation } from "#lib/chat/post-message.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

/** A call as the database tells of it in the end. */
export type EndedCall = { id: string; state: string; finishedAt: Date | null; executionId: string };

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
    SELECT id, state::text, finished_at AS "finishedAt", arguments->>'id' AS "executionId" FROM tool_calls
    WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId}`;
}

/** Calls that were open at a moment: begun before it, not yet over. */
export async function openAt(ctx: OrgContext, at: Date): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM tool_calls WHERE org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      AND created_at <= ${at} AND (finished_at IS NULL OR finished_at > ${at})`;
  return rows.map(({ id }) => id);
}
