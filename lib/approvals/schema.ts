/** What a person can answer to the question whether a call may run. */
export const DECISIONS = ["allow_once", "allow_always", "deny"] as const;
