import { orgRoute } from "#lib/auth/org-route.ts";
import { answerCallQuestion } from "#lib/chat/answer-question.ts";
import { questionAnswerInput } from "#lib/chat/schema.ts";

/** `{ questionId, answer }`: my answer to what a server asks during one of my calls; `problems` by field where it does not fit. */
export const POST = orgRoute(
  { name: "answerQuestion", schema: questionAnswerInput },
  (ctx, { id, questionId, answer }) => answerCallQuestion(ctx, { toolCallId: id, questionId }, answer),
);
