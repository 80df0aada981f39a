import { record } from "#lib/audit/record.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { APPROVAL_TTL_SECONDS } from "./constants.ts";
import type { DecisionError } from "./errors.ts";
import type { Decided, Decision } from "./types.ts";

// Whoever changes an approval has locked its call's row first: one order for all, so that no two wait for each other.

type Asked = { toolCallId: string; definitionHash: string; argumentsHash: string };

/** Stores the question about a call, inside the transaction that puts the call on hold. Expires by the database's clock. */
export async function createApproval(tx: Tx, ctx: OrgContext, asked: Asked): Promise<string> {
  const id = newId("approval");
  await tx.$executeRaw`
    INSERT INTO approvals (id, org_id, tool_call_id, user_id, definition_hash, arguments_hash, state, expires_at)
    VALUES (${id}, ${ctx.orgId}, ${asked.toolCallId}, ${ctx.userId}, ${asked.definitionHash}, ${asked.argumentsHash},
            'pending', now() + make_interval(secs => ${APPROVAL_TTL_SECONDS}))`;
  return id;
}

/** Uses up a given permission for exactly this definition and these arguments; false when there is no such (any more). */
export async function consumeApproval(tx: Tx, ctx: OrgContext, approvalId: string, asked: Asked): Promise<boolean> {
  const { count } = await tx.approval.updateMany({
    where: { id: approvalId, orgId: ctx.orgId, userId: ctx.userId, state: "allowed", ...asked },
    data: { state: "consumed" },
  });
  return count === 1;
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

/** Notes that a grant allowed a call. */
export async function touchGrant(tx: Tx, ctx: OrgContext, grantId: string): Promise<void> {
  await tx.toolGrant.updateMany({ where: { id: grantId, orgId: ctx.orgId }, data: { lastUsedAt: new Date() } });
}

/**
 * Records a person's answer about one stored call, once. Everything but the answer comes from the stored rows; the
 * call goes on (`approved`) or ends (`denied`) in the same transaction.
 */
export async function answerApproval(
  ctx: OrgContext,
  toolCallId: string,
  decision: Decision,
): Promise<Result<Decided, DecisionError>> {
  return db().$transaction(async (tx) => {
    const [call] = await tx.$queryRaw<{ runId: string; conversationId: string }[]>`
      SELECT run_id AS "runId", conversation_id AS "conversationId" FROM tool_calls
      WHERE id = ${toolCallId} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} FOR UPDATE`;
    const approval = call && (await tx.approval.findUnique({ where: { toolCallId } }));
    if (!call || !approval) return err("not_found");

    const answered = await tx.$executeRaw`
      UPDATE approvals SET state = ${decision === "deny" ? "denied" : "allowed"}::approval_state, decided_at = now(),
                           scope = ${decision === "deny" ? null : decision === "allow_always" ? "always" : "once"}
      WHERE id = ${approval.id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
        AND state = 'pending' AND expires_at > now()`;
    if (answered !== 1) return err(["pending", "expired"].includes(approval.state) ? "expired" : "already_decided");

    const moved = await tx.toolCall.updateMany({
      where: { id: toolCallId, orgId: ctx.orgId, state: "awaiting_approval" },
      data: decision === "deny" ? { state: "denied", finishedAt: new Date() } : { state: "approved" },
    });
    if (moved.count !== 1) throw new Error("A pending approval belongs to a call that waits for none");

    const subject = { type: "toolCall", id: toolCallId } as const;
    await record(tx, ctx, { type: "toolCall.decided", subject, data: { approvalId: approval.id, decision } });
    if (decision === "allow_always") await grant(tx, ctx, toolCallId, approval.definitionHash);
    if (decision === "deny")
      await record(tx, ctx, {
        type: "toolCall.finished",
        subject,
        data: { state: "denied", rule: null, failure: null },
      });
    return ok({ toolCallId, runId: call.runId, conversationId: call.conversationId });
  });
}

async function grant(tx: Tx, ctx: OrgContext, toolCallId: string, definitionHash: string): Promise<void> {
  const call = await tx.toolCall.findUniqueOrThrow({ where: { id: toolCallId } });
  const { connectorId, connectionId, toolName } = call;
  if (connectionId === null) throw new Error("A call that was asked about has no account");
  const key = { connectionId, toolName, definitionHash };
  const { id } = await tx.toolGrant.upsert({
    where: { connectionId_toolName_definitionHash: key },
    create: { id: newId("grant"), orgId: ctx.orgId, userId: ctx.userId, connectorId, ...key },
    update: { revokedAt: null, createdAt: new Date() },
  });
  const data = { connectorId, connectionId, tool: toolName, definitionHash };
  await record(tx, ctx, { type: "grant.created", subject: { type: "grant", id }, data });
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
