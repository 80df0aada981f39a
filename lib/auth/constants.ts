/** A session ends this long after sign-in, whatever happens. */
export const SESSION_MAX_AGE_S = 30 * 24 * 60 * 60;

/** A session ends when its browser has not been seen for this long. */
export const SESSION_IDLE_MS = 14 * 24 * 60 * 60 * 1000;

/** `lastSeenAt` is written at most this often. */
export const SESSION_SEEN_EVERY_MS = 60 * 1000;

/** Characters; long passphrases are welcome, unbounded input is not. */
export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 128;

/** RFC 5321 section 4.5.3.1.3. */
export const MAX_EMAIL_LENGTH = 254;

/** Argon2id as the OWASP Password Storage Cheat Sheet has it: 19 MiB, 2 passes, 1 lane. */
export const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Wrong passwords for one e-mail address from one network address before that pair has to wait. The same person at
 * another address is not held up, so nobody can lock others out of their accounts.
 */
export const SIGN_IN_MAX_FAILURES = 10;
export const SIGN_IN_WINDOW_MS = 15 * 60 * 1000;

/** How long a password-reset link works. */
export const PASSWORD_RESET_MS = 24 * 60 * 60 * 1000;

/** The peer's address, set by our own server on every request; whatever a client sends under this name is overwritten. */
export const CLIENT_ADDRESS_HEADER = "x-patchbay-address";

/** Path and query of the request, set by our own server likewise: where to return to after signing in. */
export const REQUEST_PATH_HEADER = "x-patchbay-path";

/** The largest JSON body a route handler reads. */
export const MAX_JSON_BYTES = 1024 * 1024;

/** The largest body next-auth is given: a sign-in form. */
export const MAX_AUTH_BYTES = 16 * 1024;
