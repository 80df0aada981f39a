/** Why a decision was not taken. Somebody else's call is `not_found`, like one that does not exist. */
export const DECISION_ERRORS = ["not_found", "already_decided", "expired"] as const;
export type DecisionError = (typeof DECISION_ERRORS)[number];
