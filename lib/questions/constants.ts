/** How long a question waits for its person while the server holds a stream open (before 2026-07-28), by the database's clock. */
export const HELD_QUESTION_TTL_SECONDS = 10 * 60;
/** How long one waits for which nothing is held. */
export const QUESTION_TTL_SECONDS = 24 * 60 * 60;

/** Rounds of questions in one call; a server that wants more gets none. */
export const MAX_ROUNDS = 10;

/** NOTIFY channel; payloads are a question's id. */
export const QUESTIONS_CHANNEL = "questions";
/** How often whoever waits for an answer looks for one that no notification told it of. */
export const QUESTION_POLL_MS = 2_000;
