import {
  cancelApprovals,
  consumeApproval,
  createApproval,
  expirePending,
  touchGrant,
} from "#lib/approvals/mutations.ts";
import { record } from "#lib/audit/record.ts";
import type { InputRound } from "#lib/mcp/input-requests.ts";
import type { Task } from "#lib/mcp/task-result.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { db, Prisma, type Tx } from "#lib/platform/db/client.ts";
import type { ToolCall } from "#lib/platform/db/generated/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import type { Rule } from "#lib/policy/types.ts";
import { MAX_ROUNDS } from "#lib/questions/constants.ts";
import { cancelQuestions, createQuestion, expireQuestionsOf } from "#lib/questions/mutations.ts";
import { canonicalArguments } from "./arguments.ts";
import { SWEEP_BATCH, WORKER_LOST } from "./constants.ts";
import type { CurrentTool } from "./data/circumstances.ts";
import { type StoredCall, shownFor } from "./data.ts";
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

/** Puts a call on hold and stores the question about it, once; the names shown are those of what is asked about. */
export async function holdForApproval(ctx: OrgContext, call: ToolCall, tool: CurrentTool, rule: Rule): Promise<void> {
  await db().$transaction(async (tx) => {
    const shown = await shownFor(tx, ctx, [call]);
    const { count } = await tx.toolCall.updateMany({
      where: { id: call.id, orgId: ctx.orgId, userId: ctx.userId, state: "proposed" },
      data: {
        state: "awaiting_approval",
        rule,
        connectionId: tool.connectionId,
        shown: shown({ ...call, connectionId: tool.connectionId }) as Prisma.InputJsonObject,
      },
    });
    if (count !== 1) return;
    const asked = { toolCallId: call.id, definitionHash: tool.hash, argumentsHash: call.argumentsHash };
    const approvalId = await createApproval(tx, ctx, asked);
    const { definitionHash, argumentsHash } = asked;
    const data = { approvalId, rule: rule.code, definitionHash, argumentsHash };
    await record(tx, ctx, { type: "toolCall.asked", subject: subjectOf(call), data });
  });
}

/** Undoes the transaction it is thrown in. */
class Rollback extends Error {}

type Permission =
  | { kind: "rule"; rule: Rule; grantId: string | null }
  | { kind: "approval"; rule: Rule; approvalId: string };

/**
 * The write-ahead intent: marks a call as sent before it is, uses up its approval and records it, all in one
 * transaction. Of any number of callers one gets true, once in the life of the call.
 */
export async function dispatch(
  ctx: OrgContext,
  call: StoredCall,
  tool: CurrentTool,
  permission: Permission,
): Promise<boolean> {
  const { argumentsHash } = call;
  const approvalId = permission.kind === "approval" ? permission.approvalId : null;
  try {
    await db().$transaction(async (tx) => {
      const { count } = await tx.toolCall.updateMany({
        where: {
          id: call.id,
          orgId: ctx.orgId,
          userId: ctx.userId,
          argumentsHash,
          // Not one that has come to wait for its connection meanwhile: it is decided about anew.
          state: approvalId === null ? { in: [...BEFORE_DISPATCH], not: "awaiting_connection" } : "approved",
        },
        data: {
          state: "dispatched",
          dispatchedAt: new Date(),
          rule: permission.rule,
          connectionId: tool.connectionId,
          definitionHash: tool.hash,
        },
      });
      if (count !== 1) throw new Rollback();
      const asked = { toolCallId: call.id, definitionHash: tool.hash, argumentsHash };
      if (approvalId !== null && !(await consumeApproval(tx, ctx, approvalId, asked))) throw new Rollback();
      if (permission.kind === "rule") {
        await cancelApprovals(tx, [call.id]);
        if (permission.grantId !== null) await touchGrant(tx, ctx, permission.grantId);
      }
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
    });
    return true;
  } catch (error) {
    if (error instanceof Rollback) return false;
    throw error;
  }
}

export type Ending = {
  state: Extract<ToolCallState, "succeeded" | "failed" | "denied" | "cancelled" | "outcome_unknown">;
  rule?: Rule;
  result?: McpToolResult;
  failure?: ToolCallFailure;
};

/**
 * Ends a call that was not sent (`from: "unsent"`), was (`"dispatched"`), or rests in between rounds of questions, with
 * its record, once. A call that has meanwhile ended otherwise stays as it is.
 */
export async function finish(
  ctx: OrgContext,
  call: { id: string },
  from: "unsent" | "dispatched" | "awaiting_input",
  ending: Ending,
): Promise<void> {
  const { state, rule, result, failure } = ending;
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
      },
    });
    if (count !== 1) return;
    if (from === "unsent") await cancelApprovals(tx, [call.id]);
    else await cancelQuestions(tx, [call.id]);
    const data = { state, rule: rule?.code ?? null, failure: failure?.code ?? null };
    await record(tx, ctx, { type: "toolCall.finished", subject: subjectOf(call), data });
  });
}

/**
 * Has a sent call rest until the questions of a round are answered (2026-07-28): nothing is held meanwhile, and any
 * process can go on with it. What it asked on an open stream before, it asks no more.
 * @returns false where it does not rest: its person has asked to end it meanwhile, or it is over
 */
export async function holdForInput(ctx: OrgContext, call: { id: string }, round: InputRound): Promise<boolean> {
  const { questions, requestState, from } = round;
  return db().$transaction(async (tx) => {
    const where = {
      id: call.id,
      orgId: ctx.orgId,
      userId: ctx.userId,
      state: "dispatched",
      cancelRequestedAt: null,
    } as const;
    if ((await tx.toolCall.updateMany({ where, data: { state: "awaiting_input" } })).count !== 1) return false;
    await cancelQuestions(tx, [call.id]);
    const number = await nextRound(tx, call.id);
    for (const { key, params } of questions) {
      const request = { via: from, params };
      await createQuestion(tx, ctx, { toolCallId: call.id, round: number, key, request, requestState });
    }
    const data = { round: number, questions: questions.length };
    await record(tx, ctx, { type: "toolCall.questioned", subject: subjectOf(call), data });
    return true;
  });
}

/**
 * Stores a question for whose answer the server waits on an open stream; the call stays sent, in its worker's hands.
 * @returns its id; null when the call is over, or has asked too often
 */
export async function askDuringCall(ctx: OrgContext, call: { id: string }, params: object): Promise<string | null> {
  return db().$transaction(async (tx) => {
    if (!(await move(tx, ctx, call.id, "dispatched", "dispatched"))) return null;
    const round = await nextRound(tx, call.id);
    if (round >= MAX_ROUNDS) return null;
    const request = { via: "stream" as const, params: params as { [key: string]: unknown } };
    const id = await createQuestion(tx, ctx, { toolCallId: call.id, round, key: "", request, requestState: null });
    await record(tx, ctx, { type: "toolCall.questioned", subject: subjectOf(call), data: { round, questions: 1 } });
    return id;
  });
}

/** Takes a resting call up again, once all its questions are settled: the intent, before anything is sent. */
export async function continueCall(ctx: OrgContext, call: StoredCall): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if (!(await move(tx, ctx, call.id, "awaiting_input", "dispatched"))) return false;
    if ((await tx.toolCallInput.count({ where: { toolCallId: call.id, state: "pending" } })) > 0)
      throw new Error("A call with an open question was taken up");
    const round = (await nextRound(tx, call.id)) - 1;
    await record(tx, ctx, { type: "toolCall.continued", subject: subjectOf(call), data: { round } });
    return true;
  });
}

/** Keeps the task that a sent call has become at its server, so that whoever comes next can ask for it. */
export async function keepTask(ctx: OrgContext, call: { id: string }, task: Task): Promise<void> {
  const where = { id: call.id, orgId: ctx.orgId, userId: ctx.userId, state: "dispatched" as const };
  await db().toolCall.updateMany({ where, data: { task } });
}

/** Takes back what was asked on a stream that went with the worker of a call: nobody would hear the answer. */
export async function withdrawQuestions(ctx: OrgContext, call: { id: string }): Promise<void> {
  await db().$transaction(async (tx) => {
    if (await move(tx, ctx, call.id, "dispatched", "dispatched")) await cancelQuestions(tx, [call.id]);
  });
}

type State = "awaiting_input" | "dispatched";

async function move(tx: Tx, ctx: OrgContext, id: string, from: State, to: State): Promise<boolean> {
  const where = { id, orgId: ctx.orgId, userId: ctx.userId, state: from };
  return (await tx.toolCall.updateMany({ where, data: { state: to } })).count === 1;
}

/** Rounds are counted from 0. */
async function nextRound(tx: Tx, toolCallId: string): Promise<number> {
  const { _max } = await tx.toolCallInput.aggregate({ where: { toolCallId }, _max: { round: true } });
  return (_max.round ?? -1) + 1;
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
