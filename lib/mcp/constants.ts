/** Limits of what we accept from a remote server, and how long we wait for it. Milliseconds and UTF-8 bytes. */

/** How this client names itself to servers, beside PRODUCT_NAME. */
export const CLIENT_VERSION = "0.1.0";

/** `server/discover` at the start of a connection; some older servers never answer it. */
export const PROBE_TIMEOUT_MS = 5_000;
/** One rung of the connect ladder, from the first request to a usable session. */
export const CONNECT_TIMEOUT_MS = 15_000;
/** How long a finding about a server's protocol is trusted; afterwards the ladder starts at the top again. */
export const REMEMBERED_FOR_MS = 24 * 60 * 60 * 1000;
/** One page of a tool list. */
export const LIST_TIMEOUT_MS = 30_000;
/** A tool call without any sign of life. */
export const CALL_TIMEOUT_MS = 60_000;
/** A tool call altogether, however much progress it reports. */
export const CALL_MAX_TOTAL_MS = 300_000;
/** The DELETE that ends a session; a courtesy, so short. */
export const TERMINATE_TIMEOUT_MS = 2_000;

/** A server's `retry:` is held within these bounds before a broken response stream is resumed. */
export const RESUME_MIN_MS = 250;
export const RESUME_MAX_MS = 30_000;
/** Attempts to resume one broken response stream. */
export const RESUME_ATTEMPTS = 2;

/** Pages of one tool list. */
export const LIST_MAX_PAGES = 64;
/** Tools kept of one server. */
export const MAX_TOOLS = 500;
export const MAX_TOOL_NAME_CHARS = 128;
export const MAX_DESCRIPTION_BYTES = 4 * 1024;
export const MAX_SCHEMA_BYTES = 64 * 1024;
/** A whole definition, icons and _meta included. */
export const MAX_DEFINITION_BYTES = 256 * 1024;
/** Entries of one list that are looked at, good or bad: each costs time on the main thread. */
export const MAX_LIST_ENTRIES = 1_000;
/** All entries of one list together: many pages of large ones must not fill this machine's memory. */
export const MAX_LIST_BYTES = 16 * 1024 * 1024;
/** Nesting of any JSON a server sends us that we keep. */
export const MAX_JSON_DEPTH = 64;

/** Bytes of a whole tool result that we keep, and of one text in it. */
export const MAX_RESULT_BYTES = 4 * 1024 * 1024;
export const MAX_TEXT_BYTES = 1024 * 1024;
export const MAX_CONTENT_BLOCKS = 1_000;
/** Characters of a server's own words that a problem carries. */
export const MAX_DETAIL_CHARS = 300;

/** A name given to a model: what every provider accepts. */
export const MODEL_TOOL_NAME_CHARS = 64;

/** Sessions kept open in one process, and for how long after the last use. */
export const POOL_MAX_SESSIONS = 200;
export const POOL_IDLE_MS = 5 * 60 * 1000;
