import { record } from "#lib/audit/record.ts";
import { checkAnswer, type QuestionAnswer, readQuestion } from "#lib/mcp/elicitation.ts";
import { storableJson } from "#lib/mcp/storable-json.ts";
import { db, Prisma, type Tx } from "#lib/platform/db/client.ts";
import type { ToolCallInput } from "#lib/platform/db/generated/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { HELD_QUESTION_TTL_SECONDS, QUESTION_TTL_SECONDS, QUESTIONS_CHANNEL } from "./constants.ts";
import type { AnswerError } from "./errors.ts";
import { storedRequestSchema } from "./schema.ts";
import type { Answered, CallState, PersonAnswer, QuestionState, StoredRequest } from "./types.ts";

// Whoever changes a question has locked its call's row first: one order for all, so that no two wait for each other.

type NewQuestion = {
  toolCallId: string;
  round: number;
  key: string;
  request: StoredRequest;
  requestState: string | null;
};

/** Stores a question about a call, inside the transaction that has it wait. Expires by the database's clock. */
export async function createQuestion(tx: Tx, ctx: OrgContext, asked: NewQuestion): Promise<string> {
  const id = newId("input");
  const question = readQuestion(asked.request.params);
  if (!question) throw new Error("A question that cannot be read is never stored");
  const seconds = asked.request.via === "stream" ? HELD_QUESTION_TTL_SECONDS : QUESTION_TTL_SECONDS;
  const stored = { ...asked.request, params: JSON.stringify(asked.request.params) };
  await tx.$executeRaw`
    INSERT INTO tool_call_inputs
      (id, org_id, tool_call_id, user_id, round, key, kind, request, request_state, state, expires_at)
    VALUES (${id}, ${ctx.orgId}, ${asked.toolCallId}, ${ctx.userId}, ${asked.round}, ${asked.key}, ${question.kind},
            ${JSON.stringify(stored)}::jsonb, ${asked.requestState}, 'pending',
            now() + make_interval(secs => ${seconds}))`;
  return id;
}

/** Takes back open questions of calls that will not hear an answer (system level). */
export function cancelQuestions(tx: Tx, toolCallIds: readonly string[]): Promise<void> {
  return endPending(tx, Prisma.sql`tool_call_id = ANY(${[...toolCallIds]})`, "cancelled");
}

/** Ends open questions of calls whose time is up (system level). */
export function expireQuestionsOf(tx: Tx, toolCallIds: readonly string[]): Promise<void> {
  return endPending(tx, Prisma.sql`tool_call_id = ANY(${[...toolCallIds]})`, "expired");
}

async function endPending(tx: Tx, which: Prisma.Sql, state: "cancelled" | "expired"): Promise<void> {
  await tx.$queryRaw`
    WITH ended AS (
      UPDATE tool_call_inputs SET state = ${state}::input_state, answered_at = now()
      WHERE ${which} AND state = 'pending' RETURNING id)
    SELECT pg_notify(${QUESTIONS_CHANNEL}, id)::text FROM ended`;
}

/**
 * Ends one question without its person, for whoever waits for it: because nobody waits any more, because its time is
 * up, or because the server says that it is settled. One that has been answered stays as it is.
 */
export async function settleQuestion(
  ctx: OrgContext,
  question: { id: string; toolCallId: string },
  state: Extract<QuestionState, "accepted" | "cancelled" | "expired">,
): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM tool_calls WHERE id = ${question.toolCallId} AND org_id = ${ctx.orgId} FOR UPDATE`;
    await tx.toolCallInput.updateMany({
      where: { id: question.id, orgId: ctx.orgId, userId: ctx.userId, state: "pending" },
      data: { state, answeredAt: new Date(), ...(state === "accepted" && { response: { action: "accept" } }) },
    });
  });
}

/**
 * Records a person's answer to a question of one of their calls, once, in time, and only where it fits what was asked.
 * Everything but the answer comes from the stored row.
 */
export async function answerQuestion(
  ctx: OrgContext,
  at: { toolCallId: string; questionId: string },
  answer: PersonAnswer,
): Promise<Result<Answered, AnswerError>> {
  return db().$transaction(async (tx) => {
    const [call] = await tx.$queryRaw<{ runId: string; conversationId: string; callState: CallState }[]>`
      SELECT run_id AS "runId", conversation_id AS "conversationId", state::text AS "callState" FROM tool_calls
      WHERE id = ${at.toolCallId} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId} FOR UPDATE`;
    const where = { id: at.questionId, toolCallId: at.toolCallId, orgId: ctx.orgId, userId: ctx.userId };
    const row = call && (await tx.toolCallInput.findFirst({ where }));
    if (!call || !row) return err("not_found");
    const checked = checkedAgainst(row, answer);
    if (!checked.ok) return ok({ isTaken: false, problems: checked.problems });

    const state: QuestionState = ({ accept: "accepted", decline: "declined", cancel: "cancelled" } as const)[
      answer.action
    ];
    const answered = await tx.$executeRaw`
      UPDATE tool_call_inputs SET state = ${state}::input_state, answered_at = now(),
                                  response = ${JSON.stringify(checked.value)}::jsonb
      WHERE id = ${row.id} AND state = 'pending' AND expires_at > now()`;
    if (answered !== 1)
      return err(["pending", "expired"].includes(row.state) ? "question_expired" : "already_answered");
    const data = { questionId: row.id, action: answer.action };
    await record(tx, ctx, { type: "toolCall.answered", subject: { type: "toolCall", id: at.toolCallId }, data });
    await tx.$queryRaw`SELECT pg_notify(${QUESTIONS_CHANNEL}, ${row.id})::text`;
    return ok({ isTaken: true, toolCallId: at.toolCallId, ...call });
  });
}

/** The answer as the server is sent it. */
function checkedAgainst(
  row: ToolCallInput,
  answer: PersonAnswer,
): { ok: true; value: QuestionAnswer } | Extract<ReturnType<typeof checkAnswer>, { ok: false }> {
  if (answer.action !== "accept") return { ok: true, value: { action: answer.action } };
  const question = readQuestion(storedRequestSchema.parse(row.request).params);
  if (question?.kind !== "form") return { ok: true, value: { action: "accept" } };
  const checked = checkAnswer(question.fields, storableJson(answer.content ?? {}));
  return checked.ok ? { ok: true, value: { action: "accept", content: checked.value } } : checked;
}
