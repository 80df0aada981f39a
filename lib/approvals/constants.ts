/** How long a question waits for its person, by the database's clock. */
export const APPROVAL_TTL_SECONDS = 24 * 60 * 60;
