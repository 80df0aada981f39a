import { cancelApprovals, expirePending } from "#lib/approvals/mutations.ts";
import { record } from "#lib/audit/record.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { db, Prisma, type Tx } from "#lib/platform/db/client.ts";
import type { ToolCall } from "#lib/platform/db/generated/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import type { Rule } from "#lib/policy/types.ts";
import { cancelQuestions, expireQuestionsOf } from "#lib/questions/mutations.ts";
import { canonicalArguments } from "./arguments.ts";
import { SWEEP_BATCH, WORKER_LOST } from "./constants.ts";
import { shownFor } from "./data.ts";
import { noteTaint } from "./mutations/taint.ts";
import type { ChangedCall, ProposedCall, ToolCallFailure, ToolCallState } from "./types.ts";

/** States from which a call can still be sent. */
const BEFORE_DISPATCH = ["proposed", "awaiting_approval", "awaiting_connection", "approved"] as const;

const subjectOf = (call: { id: string }) => ({ type: "toolCall", id: call.id }) as const;

/**
 * Stores what a step of a run asks for, inside the caller's transaction. Unique by (run, step, index): a step that is
 * repeated after a crash finds the calls it already made, whatever it asks for the second time.
 * @returns the calls' ids in the order given
 * @throws when the run is not one of the caller's own, or arguments have not passed `canonicalArguments`
 */
export async function proposeToolCalls(
  tx: Tx,
  ctx: OrgContext,
  step: { runId: string; conversationId: string; step: number; calls: readonly ProposedCall[] },
): Promise<string[]> {
  const { runId, conversationId, calls } = step;
  const owner = { orgId: ctx.orgId, userId: ctx.userId, conversationId };
  if ((await tx.run.count({ where: { id: runId, ...owner } })) !== 1) throw new Error("No such run");
  const shown = await shownFor(tx, ctx, calls);
  const data = calls.map(({ index, arguments: given, ...call }) => {
    const canonical = canonicalArguments(given);
    if (!canonical) throw new RangeError("Arguments nest too deep or are too large");
    return {
      id: newId("toolCall"),
      ...owner,
      runId,
      step: step.step,
      index,
      ...call,
      arguments: canonical.arguments as Prisma.InputJsonObject,
      argumentsHash: canonical.hash,
      shown: shown(call) as Prisma.InputJsonObject,
    };
  });
  const inserted = await tx.toolCall.createManyAndReturn({ data, skipDuplicates: true });
  for (const { id, origin, connectorId, toolName: tool, argumentsHash, definitionHash } of inserted) {
    const requested = { conversationId, connectorId, tool, argumentsHash, definitionHash };
    await record(tx, ctx, {
      type: "toolCall.requested",
      subject: subjectOf({ id }),
      data: { origin: origin as ProposedCall["origin"], ...requested },
    });
  }
  const rows = await tx.toolCall.findMany({ where: { runId, step: step.step, orgId: ctx.orgId } });
  return calls.map(({ index }) => rows.find((row) => row.index === index)?.id ?? "");
}

export type Ending = {
  state: Extract<ToolCallState, "succeeded" | "failed" | "denied" | "cancelled" | "outcome_unknown">;
  rule?: Rule;
  result?: McpToolResult;
  failure?: ToolCallFailure;
  /** What the checks find in the result. */
  findings?: Finding[];
};

/**
 * Ends a call that was not sent (`from: "unsent"`), was (`"dispatched"`), or rests in between rounds of questions, with
 * its record, once. What its server said is in the conversation from then on. A call that has meanwhile ended otherwise
 * stays as it is.
 */
export async function finish(
  ctx: OrgContext,
  call: Pick<ToolCall, "id" | "conversationId" | "connectorId" | "toolName">,
  from: "unsent" | "dispatched" | "awaiting_input",
  ending: Ending,
): Promise<void> {
  const { state, rule, result, failure, findings = [] } = ending;
  await db().$transaction(async (tx) => {
    const { count } = await tx.toolCall.updateMany({
      where: {
        id: call.id,
        orgId: ctx.orgId,
        userId: ctx.userId,
        state: from === "unsent" ? { in: [...BEFORE_DISPATCH] } : from,
      },
      data: {
        state,
        finishedAt: new Date(),
        ...(rule && { rule }),
        result: (result as Prisma.InputJsonObject | undefined) ?? Prisma.DbNull,
        failure: failure ?? Prisma.DbNull,
        findings: findings.length > 0 ? findings : Prisma.DbNull,
      },
    });
    if (count !== 1) return;
    if (from === "unsent") await cancelApprovals(tx, [call.id]);
    else await cancelQuestions(tx, [call.id]);
    if (result || failure?.detail) await noteTaint(tx, ctx, { ...call, kind: "tool_call", name: call.toolName });
    const data = { state, rule: rule?.code ?? null, failure: failure?.code ?? null };
    await record(tx, ctx, { type: "toolCall.finished", subject: subjectOf(call), data });
  });
}

export type Swept = { id: string; orgId: string; runId: string; conversationId: string };

export const SWEPT = Prisma.sql`t.id, t.org_id AS "orgId", t.run_id AS "runId", t.conversation_id AS "conversationId"`;

/** Ends calls whose rows are locked, with their record; `actorId` is null for the system. */
export async function endAll(
  tx: Tx,
  calls: readonly Swept[],
  state: "cancelled" | "expired" | "outcome_unknown",
  actorId: string | null,
  failure: ToolCallFailure | null,
): Promise<ChangedCall[]> {
  if (calls.length === 0) return [];
  const ids = calls.map((call) => call.id);
  await tx.toolCall.updateMany({
    where: { id: { in: ids } },
    data: { state, finishedAt: new Date(), ...(failure && { failure }) },
  });
  await cancelQuestions(tx, ids);
  for (const call of calls) {
    const data = { state, rule: null, failure: failure?.code ?? null };
    const event = { type: "toolCall.finished", subject: subjectOf(call), data } as const;
    await record(tx, { orgId: call.orgId, userId: actorId }, event);
  }
  return calls.map(({ id, runId, conversationId }) => ({ id, runId, conversationId, state }));
}

/**
 * Ends every call of one of a person's own runs that was not sent: Stop, or the end of the run. What was sent is ended
 * by its worker.
 * @param ctx whose run it is; its worker knows them also when they are no longer a member
 */
export async function cancelToolCalls(ctx: { orgId: string; userId: string }, runId: string): Promise<ChangedCall[]> {
  return db().$transaction(async (tx) => {
    const calls = await tx.$queryRaw<Swept[]>`
      SELECT ${SWEPT} FROM tool_calls t
      WHERE t.run_id = ${runId} AND t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId}
        AND t.state IN ('proposed', 'awaiting_approval', 'awaiting_connection', 'awaiting_input', 'approved')
      ORDER BY t.id FOR UPDATE`;
    await cancelApprovals(
      tx,
      calls.map((call) => call.id),
    );
    return endAll(tx, calls, "cancelled", ctx.userId, null);
  });
}

/**
 * Ends one of the caller's own calls: at once where nobody holds it, else by asking whoever does.
 * @returns the call as it then is; null when there is none of the caller's by that id, or it is over
 */
export async function cancelToolCall(ctx: OrgContext, id: string): Promise<ChangedCall | null> {
  return db().$transaction(async (tx) => {
    const [call] = await tx.$queryRaw<(Swept & { state: string })[]>`
      SELECT ${SWEPT}, t.state::text AS state FROM tool_calls t
      WHERE t.id = ${id} AND t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId}
        AND t.state IN ('proposed', 'awaiting_approval', 'awaiting_connection', 'awaiting_input', 'approved', 'dispatched')
      FOR UPDATE`;
    if (!call) return null;
    if (call.state !== "dispatched") {
      await cancelApprovals(tx, [id]);
      return (await endAll(tx, [call], "cancelled", ctx.userId, null))[0] ?? null;
    }
    await tx.toolCall.updateMany({ where: { id, cancelRequestedAt: null }, data: { cancelRequestedAt: new Date() } });
    await record(tx, ctx, { type: "toolCall.cancelRequested", subject: subjectOf(call), data: {} });
    return { id, runId: call.runId, conversationId: call.conversationId, state: "dispatched" };
  });
}

/** Ends resting calls with a question whose time is up; their servers are not told (system level). */
export async function expireQuestions(): Promise<ChangedCall[]> {
  return db().$transaction(async (tx) => {
    const calls = await tx.$queryRaw<Swept[]>`
      SELECT ${SWEPT} FROM tool_calls t
      WHERE t.state = 'awaiting_input' AND EXISTS (
        SELECT 1 FROM tool_call_inputs i
        WHERE i.org_id = t.org_id AND i.tool_call_id = t.id AND i.state = 'pending' AND i.expires_at <= now())
      ORDER BY t.id LIMIT ${SWEEP_BATCH} FOR UPDATE OF t SKIP LOCKED`;
    await expireQuestionsOf(
      tx,
      calls.map((call) => call.id),
    );
    return endAll(tx, calls, "expired", null, null);
  });
}

/** Ends questions whose time is up, by the database's clock (system level). */
export async function expireApprovals(): Promise<ChangedCall[]> {
  return db().$transaction(async (tx) => {
    const calls = await tx.$queryRaw<Swept[]>`
      SELECT ${SWEPT} FROM tool_calls t JOIN approvals a ON a.org_id = t.org_id AND a.tool_call_id = t.id
      WHERE a.state = 'pending' AND a.expires_at <= now() AND t.state = 'awaiting_approval'
      ORDER BY t.id LIMIT ${SWEEP_BATCH} FOR UPDATE OF t SKIP LOCKED`;
    if (calls.length === 0) return [];
    await expirePending(
      tx,
      calls.map((call) => call.id),
    );
    return endAll(tx, calls, "expired", null, null);
  });
}

/**
 * After the workers of these runs died: what had been sent ended we know not how, and is not sent again; questions whose
 * time is up expire (system level).
 * @param tasks what has become a task at its server can still be asked for: `kept` for who goes on with the run
 */
export async function sweepDeadToolCalls(
  runIds: readonly string[],
  tasks: "kept" | "ended" = "kept",
): Promise<ChangedCall[]> {
  const lost = await db().$transaction(async (tx) => {
    const calls = await tx.$queryRaw<Swept[]>`
      SELECT ${SWEPT} FROM tool_calls t
      WHERE t.run_id = ANY(${[...runIds]}) AND t.state = 'dispatched' AND (t.task IS NULL OR ${tasks === "ended"})
      ORDER BY t.id FOR UPDATE`;
    return endAll(tx, calls, "outcome_unknown", null, { code: WORKER_LOST });
  });
  return [...lost, ...(await expireApprovals())];
}
