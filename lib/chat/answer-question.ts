import type { OrgContext } from "#lib/platform/ids.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import type { AnswerError } from "#lib/questions/errors.ts";
import { answerQuestion } from "#lib/questions/mutations.ts";
import type { FieldProblem, PersonAnswer } from "#lib/questions/types.ts";
import { logChangedCalls } from "./mutations.ts";

/**
 * A person's answer to what a server asked during one of their calls. Whoever holds the call hears of it; a call that
 * rests goes on, wherever its next worker is.
 * @returns what is wrong with each field, where something is: nothing is stored then
 */
export async function answerCallQuestion(
  ctx: OrgContext,
  at: { toolCallId: string; questionId: string },
  answer: PersonAnswer,
): Promise<Result<{ problems: { [field: string]: FieldProblem } }, AnswerError>> {
  const answered = await answerQuestion(ctx, at, answer);
  if (!answered.ok) return answered;
  if (!answered.value.isTaken) return ok({ problems: answered.value.problems });
  const { toolCallId, runId, conversationId, callState: state } = answered.value;
  await logChangedCalls([{ id: toolCallId, runId, conversationId, state }]);
  return ok({ problems: {} });
}
