import { record } from "#lib/audit/record.ts";
import type { InputRound } from "#lib/mcp/input-requests.ts";
import type { Task } from "#lib/mcp/task-result.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { MAX_ROUNDS } from "#lib/questions/constants.ts";
import { cancelQuestions, createQuestion } from "#lib/questions/mutations.ts";
import type { StoredCall } from "../data.ts";

const subjectOf = (call: { id: string }) => ({ type: "toolCall", id: call.id }) as const;

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
export async function continueCall(tx: Tx, ctx: OrgContext, call: StoredCall): Promise<boolean> {
  if (!(await move(tx, ctx, call.id, "awaiting_input", "dispatched"))) return false;
  if ((await tx.toolCallInput.count({ where: { toolCallId: call.id, state: "pending" } })) > 0)
    throw new Error("A call with an open question was taken up");
  const round = (await nextRound(tx, call.id)) - 1;
  await record(tx, ctx, { type: "toolCall.continued", subject: subjectOf(call), data: { round } });
  return true;
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
