/** How long a question waits for its person, by the database's clock. */
export const APPROVAL_TTL_SECONDS = 24 * 60 * 60;

/** How long an answer serves: whatever has not been sent by then is asked about anew. */
export const ANSWER_TTL_SECONDS = 60 * 60;

/** Characters of the reason a person gives for a "no". */
export const DENY_REASON_MAX = 1_000;
