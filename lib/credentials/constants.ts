/**
 * A token is refreshed in the background once the last part of its life begins: this share of it, of four hours at
 * most. Picked at random between the two for each token, so that many issued together are not refreshed together.
 */
export const REFRESH_AHEAD = { least: 0.15, most: 0.25, ofAtMostS: 4 * 60 * 60 };
/** A token with less life than this is refreshed before use, in seconds; also what clocks may differ by. */
export const REFRESH_EARLY_S = 60;
/** Longest request to a provider's token endpoint for a refresh. */
export const REFRESH_REQUEST_MS = 30_000;
/** How long one caller may hold a refresh; longer than its request, so that two never overlap. */
export const LEASE_S = 40;
/** A request begins only when it can end this long before its lease does, so that a delay makes no two overlap. */
export const LEASE_MARGIN_MS = 2_000;
/** How long other callers wait for it; longer than the lease, so that they outlive a holder that died. */
export const WAIT_MS = 45_000;
/** After a temporary failure nobody asks the provider again for this long. */
export const COOL_DOWN_S = 10;
/** Waiters look at the row after this, doubling up to the second figure. */
export const POLL_FIRST_MS = 40;
export const POLL_MAX_MS = 640;
/** Tokens in hand that could not be stored are tried again this often, this far apart: they may be the only valid ones. */
export const SAVE_ATTEMPTS = 8;
export const SAVE_RETRY_MS = 500;
/** The sweep: how often, how many connections at most each time, and how many of them at once. */
export const SWEEP_MS = 30_000;
export const SWEEP_LIMIT = 50;
export const SWEEP_CONCURRENCY = 4;
/** One request to a revocation endpoint, how many run at once, and how long a person waits for all of them. */
export const REVOKE_REQUEST_MS = 5_000;
export const REVOKE_CONCURRENCY = 8;
export const REVOKE_ALL_MS = 8_000;
/** One request to a registration endpoint. */
export const REGISTER_REQUEST_MS = 10_000;
