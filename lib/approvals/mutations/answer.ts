import { record } from "#lib/audit/record.ts";
import { writePolicy } from "#lib/connectors/mutations/policy.ts";
import { db, type Prisma, type Tx } from "#lib/platform/db/client.ts";
import type { Approval, ToolCall } from "#lib/platform/db/generated/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import type { Rule } from "#lib/policy/types.ts";
import { canAllowAlways } from "../answers.ts";
import { ANSWER_TTL_SECONDS } from "../constants.ts";
import type { DecisionError } from "../errors.ts";
import type { Answer, Decided } from "../types.ts";

type AskedCall = ToolCall & { approval: Approval };

/**
 * Records a person's answer about one stored call, once. Everything but the answer comes from the stored rows; where
 * the person changed the arguments, what they want instead is stored with the answer, and is what runs. The call goes
 * on (`approved`) or ends (`denied`) in the same transaction.
 */
export async function answerApproval(
  ctx: OrgContext,
  toolCallId: string,
  answer: Answer,
): Promise<Result<Decided, DecisionError>> {
  return db().$transaction(async (tx) => {
    const call = await lockAsked(tx, ctx, toolCallId);
    if (!call) return err("not_found");
    const refused = whyRefused(ctx, call, answer);
    if (refused) return err(refused);
    const taken = await takeAnswer(tx, ctx, call, answer);
    if (!taken.ok) return taken;

    const isDenied = answer.decision === "deny";
    const moved = await tx.toolCall.updateMany({
      where: { id: toolCallId, orgId: ctx.orgId, state: "awaiting_approval" },
      data: isDenied ? { state: "denied", finishedAt: new Date() } : { state: "approved", ...changed(call, answer) },
    });
    if (moved.count !== 1) throw new Error("A pending approval belongs to a call that waits for none");

    await recordAnswer(tx, ctx, call, answer);
    if (answer.decision === "allow_always") await grant(tx, ctx, call);
    if (answer.decision === "allow_for_organization") await allowForAll(tx, ctx, call);
    return ok({ toolCallId, runId: call.runId, conversationId: call.conversationId });
  });
}

async function lockAsked(tx: Tx, ctx: OrgContext, id: string): Promise<AskedCall | null> {
  const where = { id, orgId: ctx.orgId, userId: ctx.userId };
  await tx.$executeRaw`
    SELECT 1 FROM tool_calls WHERE id = ${id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} FOR UPDATE`;
  const call = await tx.toolCall.findFirst({ where, include: { approval: true } });
  return call?.approval ? { ...call, approval: call.approval } : null;
}

/** An answer to another question than the stored one, or one that would not count. */
function whyRefused(ctx: OrgContext, { approval, rule }: AskedCall, answer: Answer): DecisionError | null {
  const { decision, approvalId, shownHash } = answer;
  if (approvalId !== undefined && approvalId !== approval.id) return "changed";
  if (shownHash !== undefined && shownHash !== approval.argumentsHash && approval.state === "pending") return "changed";
  const isForGood = decision === "allow_always" || decision === "allow_for_organization";
  if (isForGood && approval.state === "pending" && !canAllowAlways(rule as Rule | null)) return "not_offered";
  return decision === "allow_for_organization" && ctx.role !== "owner" ? "not_offered" : null;
}

/** The answer itself, once and in time. What is allowed serves for a while, not for as long as the question waited. */
async function takeAnswer(
  tx: Tx,
  ctx: OrgContext,
  { approval }: AskedCall,
  { decision, edited, reason }: Answer,
): Promise<Result<void, DecisionError>> {
  const isDenied = decision === "deny";
  const scope = { allow_once: "once", allow_always: "always", allow_for_organization: "organization", deny: null };
  const answered = await tx.$executeRaw`
    UPDATE approvals SET state = ${isDenied ? "denied" : "allowed"}::approval_state, decided_at = now(),
      scope = ${scope[decision]}, deny_reason = ${isDenied ? (reason ?? null) : null},
      arguments_hash = ${(isDenied ? undefined : edited?.hash) ?? approval.argumentsHash},
      expires_at = CASE WHEN ${isDenied} THEN expires_at ELSE now() + make_interval(secs => ${ANSWER_TTL_SECONDS}) END
    WHERE id = ${approval.id} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      AND state = 'pending' AND expires_at > now()`;
  if (answered === 1) return ok(undefined);
  return err(["pending", "expired"].includes(approval.state) ? "expired" : "already_decided");
}

/** What the call becomes where its person changed the arguments; what was asked for at first is kept. */
function changed(call: AskedCall, { edited }: Answer): Prisma.ToolCallUpdateManyMutationInput {
  if (!edited || edited.hash === call.argumentsHash) return {};
  return {
    arguments: edited.arguments as Prisma.InputJsonObject,
    argumentsHash: edited.hash,
    proposedArguments: (call.proposedArguments ?? call.arguments) as Prisma.InputJsonValue,
  };
}

async function recordAnswer(tx: Tx, ctx: OrgContext, call: AskedCall, answer: Answer): Promise<void> {
  const subject = { type: "toolCall", id: call.id } as const;
  const { decision } = answer;
  const edited = decision !== "deny" && answer.edited?.hash !== call.argumentsHash ? answer.edited : undefined;
  const data = { approvalId: call.approval.id, decision, editedHash: edited?.hash ?? null };
  await record(tx, ctx, { type: "toolCall.decided", subject, data });
  if (decision !== "deny") return;
  const ended = { state: "denied", rule: null, failure: null };
  await record(tx, ctx, { type: "toolCall.finished", subject, data: ended });
}

function accountOf({ connectionId }: AskedCall): string {
  if (connectionId === null) throw new Error("A call that was asked about has no account");
  return connectionId;
}

async function grant(tx: Tx, ctx: OrgContext, call: AskedCall): Promise<void> {
  const { connectorId, toolName } = call;
  const { definitionHash } = call.approval;
  const connectionId = accountOf(call);
  const key = { connectionId, toolName, definitionHash };
  const { id } = await tx.toolGrant.upsert({
    where: { connectionId_toolName_definitionHash: key },
    create: { id: newId("grant"), orgId: ctx.orgId, userId: ctx.userId, connectorId, ...key },
    update: { revokedAt: null, createdAt: new Date() },
  });
  const data = { connectorId, connectionId, tool: toolName, definitionHash };
  await record(tx, ctx, { type: "grant.created", subject: { type: "grant", id }, data });
}

/** An owner's word for everybody, about the definition they were shown. */
async function allowForAll(tx: Tx, ctx: OrgContext, { connectorId, toolName, approval }: AskedCall): Promise<void> {
  const { definitionHash } = approval;
  await writePolicy(tx, ctx, { connectorId, toolName, mode: "allow" }, definitionHash);
}
