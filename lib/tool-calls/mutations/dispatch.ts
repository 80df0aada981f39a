import {
  type Asked,
  cancelApprovals,
  consumeApproval,
  createApproval,
  noteGrantUse,
} from "#lib/approvals/mutations.ts";
import type { Evidence } from "#lib/approvals/types.ts";
import { record } from "#lib/audit/record.ts";
import { db, type Prisma, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Rule } from "#lib/policy/types.ts";
import type { CurrentTool } from "../data/circumstances.ts";
import { findCall, type StoredCall, shownFor } from "../data.ts";

const subjectOf = (call: { id: string }) => ({ type: "toolCall", id: call.id }) as const;

/**
 * Decides about one of the caller's own calls while nobody else can change it: what `decide` reads and what it writes
 * through `tx` are one. Null when there is no such call (any more).
 */
export async function withLockedCall<T>(
  ctx: OrgContext,
  id: string,
  decide: (tx: Tx, call: StoredCall) => Promise<T>,
): Promise<T | null> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`
      SELECT 1 FROM tool_calls WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} FOR UPDATE`;
    const call = await findCall(ctx, id, tx);
    return call && decide(tx, call);
  });
}

/** What a person is asked about, and what their answer is compared with when the call is sent. */
export function askedOf(call: StoredCall, tool: CurrentTool): Asked {
  return {
    toolCallId: call.id,
    conversationId: call.conversationId,
    connectorId: call.connectorId,
    connectionId: tool.connectionId,
    definitionHash: tool.hash,
    argumentsHash: call.argumentsHash,
  };
}

/**
 * Puts a locked call on hold and stores the question about it, with what its person is shown. Names are those of what
 * is asked about.
 */
export async function holdForApproval(
  tx: Tx,
  ctx: OrgContext,
  call: StoredCall,
  tool: CurrentTool,
  { rule, evidence }: { rule: Rule; evidence: Evidence },
): Promise<void> {
  const shown = await shownFor(tx, ctx, [call]);
  const { connectionId } = tool;
  await tx.toolCall.update({
    where: { id: call.id, orgId: ctx.orgId },
    data: {
      state: "awaiting_approval",
      rule,
      connectionId,
      shown: shown({ ...call, connectionId }) as Prisma.InputJsonObject,
    },
  });
  const asked = askedOf(call, tool);
  const approvalId = await createApproval(tx, ctx, asked, evidence);
  await keepDefinition(tx, ctx, tool);
  const { definitionHash, argumentsHash } = asked;
  const taintedBy = rule.source?.connectorId ?? null;
  await record(tx, ctx, {
    type: "toolCall.asked",
    subject: subjectOf(call),
    data: { approvalId, rule: rule.code, taintedBy, definitionHash, argumentsHash },
  });
}

/** What lets a call be sent: a rule, with the grant behind it if one is, or its person's answer. */
export type Permission =
  | { kind: "rule"; rule: Rule; grantId: string | null }
  | { kind: "approval"; rule: Rule; approvalId: string };

/**
 * The write-ahead intent: marks a locked call as sent before it is, uses up its permission and records it, all in the
 * transaction of its decision. Of any number of callers one gets true, once in the life of the call.
 * @returns false, with nothing written, where the permission serves no more
 */
export async function dispatch(
  tx: Tx,
  ctx: OrgContext,
  call: StoredCall,
  tool: CurrentTool,
  permission: Permission,
): Promise<boolean> {
  const { argumentsHash } = call;
  const approvalId = permission.kind === "approval" ? permission.approvalId : null;
  if (!(await takePermission(tx, ctx, call, tool, permission))) return false;
  const { count } = await tx.toolCall.updateMany({
    where: {
      id: call.id,
      orgId: ctx.orgId,
      userId: ctx.userId,
      argumentsHash,
      state: approvalId === null ? { in: ["proposed", "awaiting_approval", "approved"] } : "approved",
    },
    data: {
      state: "dispatched",
      dispatchedAt: new Date(),
      rule: permission.rule,
      connectionId: tool.connectionId,
      definitionHash: tool.hash,
    },
  });
  if (count !== 1) throw new Error("A locked call changed before it was sent");
  await keepDefinition(tx, ctx, tool);
  await record(tx, ctx, {
    type: "toolCall.dispatched",
    subject: subjectOf(call),
    data: {
      rule: permission.rule.code,
      approvalId,
      connectionId: tool.connectionId,
      argumentsHash,
      definitionHash: tool.hash,
    },
  });
  return true;
}

async function takePermission(
  tx: Tx,
  ctx: OrgContext,
  call: StoredCall,
  tool: CurrentTool,
  permission: Permission,
): Promise<boolean> {
  if (permission.kind === "approval") return consumeApproval(tx, ctx, permission.approvalId, askedOf(call, tool));
  if (permission.grantId !== null && !(await noteGrantUse(tx, ctx, permission.grantId))) return false;
  if (call.approval !== null) await cancelApprovals(tx, [call.id]);
  return true;
}

/** Keeps the definition that a person is asked about, or that a call is sent under: what a later one is compared with. */
async function keepDefinition(tx: Tx, ctx: OrgContext, { hash, definition }: CurrentTool): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO used_definitions (org_id, hash, definition)
    VALUES (${ctx.orgId}, ${hash}, ${JSON.stringify(definition)}::jsonb) ON CONFLICT DO NOTHING`;
}
