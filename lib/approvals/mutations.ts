import { record } from "#lib/audit/record.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { APPROVAL_TTL_SECONDS } from "./constants.ts";
import type { Evidence } from "./types.ts";

// Whoever changes an approval has locked its call's row first: one order for all, so that no two wait for each other.

/** What an answer is about. It counts for nothing else. */
export type Asked = {
  toolCallId: string;
  conversationId: string;
  connectorId: string;
  connectionId: string;
  definitionHash: string;
  argumentsHash: string;
};

/**
 * Stores the question about a call, inside the transaction that puts the call on hold, in place of one before it.
 * Expires by the database's clock.
 */
export async function createApproval(tx: Tx, ctx: OrgContext, asked: Asked, evidence: Evidence): Promise<string> {
  const id = newId("approval");
  const { toolCallId, conversationId, connectorId, connectionId, definitionHash, argumentsHash } = asked;
  await tx.approval.deleteMany({ where: { toolCallId, orgId: ctx.orgId } });
  await tx.$executeRaw`
    INSERT INTO approvals (id, org_id, tool_call_id, user_id, conversation_id, connector_id, connection_id,
                           definition_hash, arguments_hash, state, evidence, expires_at)
    VALUES (${id}, ${ctx.orgId}, ${toolCallId}, ${ctx.userId}, ${conversationId}, ${connectorId}, ${connectionId},
            ${definitionHash}, ${argumentsHash}, 'pending', ${JSON.stringify(evidence)}::jsonb,
            now() + make_interval(secs => ${APPROVAL_TTL_SECONDS}))`;
  return id;
}

/**
 * Uses up a given permission, for exactly what it was given for and while it serves; false when there is no such (any
 * more).
 */
export async function consumeApproval(tx: Tx, ctx: OrgContext, approvalId: string, asked: Asked): Promise<boolean> {
  const consumed = await tx.$executeRaw`
    UPDATE approvals SET state = 'consumed'
    WHERE id = ${approvalId} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} AND state = 'allowed'
      AND tool_call_id = ${asked.toolCallId} AND conversation_id = ${asked.conversationId}
      AND connector_id = ${asked.connectorId} AND connection_id = ${asked.connectionId}
      AND definition_hash = ${asked.definitionHash} AND arguments_hash = ${asked.argumentsHash}
      AND expires_at > now()`;
  return consumed === 1;
}

/** Takes back questions that are open or answered but not used; for calls that will not run (system level). */
export async function cancelApprovals(tx: Tx, toolCallIds: readonly string[]): Promise<void> {
  await tx.approval.updateMany({
    where: { toolCallId: { in: [...toolCallIds] }, state: { in: ["pending", "allowed"] } },
    data: { state: "cancelled" },
  });
}

/** Ends open questions whose time is up (system level). */
export async function expirePending(tx: Tx, toolCallIds: readonly string[]): Promise<void> {
  await tx.approval.updateMany({
    where: { toolCallId: { in: [...toolCallIds] }, state: "pending" },
    data: { state: "expired" },
  });
}

/** Notes that a grant allows a call; false where it was taken back meanwhile. */
export async function noteGrantUse(tx: Tx, ctx: OrgContext, grantId: string): Promise<boolean> {
  const where = { id: grantId, orgId: ctx.orgId, userId: ctx.userId, revokedAt: null };
  return (await tx.toolGrant.updateMany({ where, data: { lastUsedAt: new Date() } })).count === 1;
}

/** Takes back one of the caller's own grants; false when they have none by that id in force. */
export async function endGrant(ctx: OrgContext, grantId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.toolGrant.updateMany({
      where: { id: grantId, orgId: ctx.orgId, userId: ctx.userId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) return false;
    const { connectorId, connectionId, toolName } = await tx.toolGrant.findUniqueOrThrow({ where: { id: grantId } });
    const data = { connectorId, connectionId, tool: toolName };
    await record(tx, ctx, { type: "grant.revoked", subject: { type: "grant", id: grantId }, data });
    return true;
  });
}
