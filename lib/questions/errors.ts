/** Why an answer was not taken. Somebody else's question is `not_found`, like one that does not exist. */
export const ANSWER_ERRORS = ["not_found", "already_answered", "question_expired"] as const;
export type AnswerError = (typeof ANSWER_ERRORS)[number];
