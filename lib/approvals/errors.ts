/**
 * Why a decision was not taken. Somebody else's call is `not_found`, like one that does not exist; `changed`: it was
 * about something other than what is stored; `not_offered`: that answer would not count here.
 */
export const DECISION_ERRORS = ["not_found", "already_decided", "expired", "changed", "not_offered"] as const;
export type DecisionError = (typeof DECISION_ERRORS)[number];
