import { cancelApprovals } from "#lib/approvals/mutations.ts";
import { record } from "#lib/audit/record.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { DenyCode } from "#lib/policy/types.ts";
import { CONNECTION_TTL_SECONDS, MAX_RESENDS, SWEEP_BATCH } from "../constants.ts";
import type { CurrentTool } from "../data/circumstances.ts";
import { IS_CONNECTION_SETTLED, IS_ENOUGH, IS_ITS_ACCOUNT } from "../data/connection.ts";
import type { StoredCall } from "../data.ts";
import { endAll, SWEPT, type Swept } from "../mutations.ts";
import type { StoredNeed } from "../schema.ts";
import type { ChangedCall } from "../types.ts";

type Lack = Pick<StoredNeed, "need" | "scopes" | "signIn" | "account">;

/**
 * Has a call wait for its person's connection, instead of ending it: one that was not sent with the rule that stops it,
 * or one whose answer proved that nothing was carried out. Whoever chose to go on without this connector is not asked
 * about it again in the same answer, and what was sent anew often enough is not once more.
 * @returns false where it does not wait
 */
export async function holdForConnection(
  ctx: OrgContext,
  call: { id: string },
  from: { state: "unsent"; rule: DenyCode } | { state: "dispatched" } | { state: "awaiting_input" },
  lack: Lack,
): Promise<boolean> {
  const isSent = from.state !== "unsent";
  const states = isSent ? [from.state] : ["proposed", "approved"];
  const need = JSON.stringify({ ...lack, isSent });
  return db().$transaction(async (tx) => {
    const [held] = await tx.$queryRaw<{ connectionId: string | null }[]>`
      UPDATE tool_calls t SET state = 'awaiting_connection',
        connection_need = ${need}::jsonb || jsonb_build_object(
          'expiresAt', now() + make_interval(secs => ${CONNECTION_TTL_SECONDS}::int)),
        rule = CASE WHEN ${isSent} THEN rule ELSE ${JSON.stringify(isSent ? null : { code: from.rule })}::jsonb END,
        dispatched_at = CASE WHEN ${from.state === "dispatched"} THEN NULL ELSE dispatched_at END
      WHERE id = ${call.id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} AND state::text = ANY(${states})
        AND (NOT ${isSent} OR (resends < ${MAX_RESENDS} AND cancel_requested_at IS NULL))
        AND EXISTS (SELECT 1 FROM connectors n WHERE n.org_id = t.org_id AND n.id = t.connector_id)
        AND NOT EXISTS (
          SELECT 1 FROM tool_calls s WHERE s.run_id = t.run_id AND s.connector_id = t.connector_id
            AND s.failure->>'code' = 'connection_skipped')
      RETURNING connection_id AS "connectionId"`;
    if (!held) return false;
    await record(tx, ctx, {
      type: "toolCall.connectionNeeded",
      subject: { type: "toolCall", id: call.id },
      data: { need: lack.need, connectionId: held.connectionId, isSent },
    });
    return true;
  });
}

/**
 * Has a call that was not sent begin anew now that its connection is there: everything about it is decided again. A
 * permission that its person gave, and that was not used, is still theirs; where its account is gone it takes the one
 * in its place, unless its person was asked about the other.
 * @returns false when it still waits
 */
export async function reopenCall(ctx: OrgContext, call: { id: string }): Promise<boolean> {
  const reopened = await db().$executeRaw`
    UPDATE tool_calls t SET connection_need = NULL,
      state = CASE WHEN EXISTS (
        SELECT 1 FROM approvals a WHERE a.org_id = t.org_id AND a.tool_call_id = t.id AND a.state = 'allowed')
        THEN 'approved'::tool_call_state ELSE 'proposed'::tool_call_state END,
      connection_id = CASE WHEN EXISTS (
        SELECT 1 FROM approvals a WHERE a.org_id = t.org_id AND a.tool_call_id = t.id) THEN t.connection_id ELSE (
        SELECT c.id FROM connections c WHERE ${IS_ITS_ACCOUNT} AND ${IS_ENOUGH} ORDER BY c.created_at, c.id LIMIT 1) END
    WHERE t.id = ${call.id} AND t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId}
      AND t.connection_need->>'isSent' = 'false' AND ${IS_CONNECTION_SETTLED}`;
  return reopened === 1;
}

/**
 * Takes up a call again that was sent and surely not carried out: the intent, with its record, before it is sent anew.
 * Of any number of callers one gets true, once for each answer that proved it, and MAX_RESENDS times at most.
 */
export async function resend(tx: Tx, ctx: OrgContext, call: StoredCall, tool: CurrentTool): Promise<boolean> {
  const { argumentsHash } = call;
  const [sent] = await tx.$queryRaw<{ resends: number }[]>`
    UPDATE tool_calls t SET state = 'dispatched', dispatched_at = now(), resends = resends + 1, connection_need = NULL
    WHERE t.id = ${call.id} AND t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId}
      AND t.arguments_hash = ${argumentsHash} AND t.connection_id = ${tool.connectionId}
      AND t.definition_hash = ${tool.hash} AND t.resends < ${MAX_RESENDS}
      AND t.connection_need->>'isSent' = 'true' AND ${IS_CONNECTION_SETTLED}
    RETURNING resends`;
  if (!sent) return false;
  await record(tx, ctx, {
    type: "toolCall.resent",
    subject: { type: "toolCall", id: call.id },
    data: { connectionId: tool.connectionId, argumentsHash, definitionHash: tool.hash, resends: sent.resends },
  });
  return true;
}

/**
 * "Skip": ends what waits for a connector in the answer that one of the caller's own calls belongs to. The answer goes
 * on without it.
 * @returns the calls that ended; none where that call waits for no connection of the caller's
 */
export async function skipConnection(ctx: OrgContext, id: string): Promise<ChangedCall[]> {
  return db().$transaction(async (tx) => {
    const calls = await tx.$queryRaw<Swept[]>`
      SELECT ${SWEPT} FROM tool_calls t JOIN tool_calls named
        ON named.org_id = t.org_id AND named.run_id = t.run_id AND named.connector_id = t.connector_id
      WHERE named.id = ${id} AND named.org_id = ${ctx.orgId} AND named.user_id = ${ctx.userId}
        AND named.state = 'awaiting_connection' AND t.state = 'awaiting_connection'
      ORDER BY t.id FOR UPDATE OF t`;
    const ids = calls.map((call) => call.id);
    await cancelApprovals(tx, ids);
    return endAll(tx, calls, "cancelled", ctx.userId, { code: "connection_skipped" });
  });
}

/** Ends calls whose connection did not come in time, by the database's clock (system level). */
export async function expireConnections(): Promise<ChangedCall[]> {
  return db().$transaction(async (tx) => {
    const calls = await tx.$queryRaw<Swept[]>`
      SELECT ${SWEPT} FROM tool_calls t
      WHERE t.state = 'awaiting_connection' AND (t.connection_need->>'expiresAt')::timestamptz <= now()
      ORDER BY t.id LIMIT ${SWEEP_BATCH} FOR UPDATE OF t SKIP LOCKED`;
    const ids = calls.map((call) => call.id);
    await cancelApprovals(tx, ids);
    return endAll(tx, calls, "expired", null, { code: "connection_expired" });
  });
}

/** Notes of calls that wait that their person has signed in as somebody else meanwhile (system level); once for each. */
export async function noteOtherAccounts(): Promise<ChangedCall[]> {
  return db().$queryRaw<ChangedCall[]>`
    UPDATE tool_calls t SET connection_need = t.connection_need || '{"isOtherAccount": true}'::jsonb
    WHERE t.state = 'awaiting_connection' AND t.connection_need->>'isOtherAccount' IS NULL AND NOT ${IS_CONNECTION_SETTLED}
      AND EXISTS (
        SELECT 1 FROM connections c
        WHERE c.org_id = t.org_id AND c.user_id = t.user_id AND c.connector_id = t.connector_id
          AND c.state <> 'needs_reauth'
          AND c.signed_in_at IS DISTINCT FROM (t.connection_need->>'signIn')::timestamptz
          AND (c.id = t.connection_id OR NOT EXISTS (
            SELECT 1 FROM connections o WHERE o.org_id = t.org_id AND o.id = t.connection_id)))
    RETURNING t.id, t.run_id AS "runId", t.conversation_id AS "conversationId", t.state::text AS state`;
}
