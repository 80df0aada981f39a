/** Limits of what we accept from a remote server, and how long we wait for it. Milliseconds and UTF-8 bytes. */

/** How this client names itself to servers, beside PRODUCT_NAME. */
export const CLIENT_VERSION = "0.1.0";

/** `server/discover` at the start of a connection; some older servers never answer it. */
export const PROBE_TIMEOUT_MS = 5_000;
/** One rung of the connect ladder, from the first request to a usable session. */
export const CONNECT_TIMEOUT_MS = 15_000;
/** The whole ladder. */
export const CONNECT_TOTAL_MS = 45_000;
/** How long a finding about a server's protocol is trusted; afterwards the ladder starts at the top again. */
export const REMEMBERED_FOR_MS = 24 * 60 * 60 * 1000;
/** One page of a tool list. */
export const LIST_TIMEOUT_MS = 30_000;
/** The same where a server of 2026-07-28 has not shown yet that it answers anything but the probe. */
export const MODERN_LIST_TIMEOUT_MS = 15_000;
/** All pages of one tool list. */
export const LIST_TOTAL_MS = 60_000;
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
export const MAX_CURSOR_CHARS = 8_192;
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
/** Nesting and values of one message before it is parsed: room for parts that are then left out one by one. */
export const MAX_WIRE_DEPTH = 256;
export const MAX_JSON_VALUES = 100_000;
/** One event of a stream, and the lines of a whole one. */
export const MAX_EVENT_BYTES = 4 * 1024 * 1024;
export const MAX_STREAM_LINES = 100_000;
/** How much of a refusal, or of an answer that is no MCP message, is read. */
export const MAX_REFUSAL_BYTES = 64 * 1024;
/** What a server may send us unasked on one link: progress that is heard, and requests that are answered. */
export const MAX_PROGRESS_PER_SECOND = 10;
export const MAX_SERVER_REQUESTS_PER_MINUTE = 60;
/** How often the news that its tools have changed is passed on. */
export const TOOLS_CHANGED_EVERY_MS = 5_000;
/** Bytes of an answer handled in one turn of the event loop. */
export const WIRE_PIECE_BYTES = 16 * 1024;

/** Bytes of a whole tool result that we keep, and of one text in it. */
export const MAX_RESULT_BYTES = 4 * 1024 * 1024;
export const MAX_TEXT_BYTES = 1024 * 1024;
export const MAX_CONTENT_BLOCKS = 1_000;
/** Characters of a server's own words that a problem carries. */
export const MAX_DETAIL_CHARS = 300;

/** A name given to a model: what every provider accepts. */
export const MODEL_TOOL_NAME_CHARS = 64;

/** Threads that check results against servers' schemas: how many, how long one job may take, what one may hold. */
export const SCHEMA_THREADS = 2;
export const SCHEMA_JOB_MS = 250;
export const SCHEMA_THREAD_MB = 64;
/** Starting a thread, on a machine that is busy. */
export const SCHEMA_START_MS = 10_000;
/** Jobs that may wait; schemas remembered because they had a thread killed, and for how long. */
export const SCHEMA_QUEUE = 200;
export const UNSAFE_SCHEMA_MS = 10 * 60 * 1000;
export const MAX_UNSAFE_SCHEMAS = 1_000;

/** A server's `Retry-After` is honoured up to here, for reads alone, all waits of one together; and the shortest wait. */
export const RETRY_AFTER_MAX_MS = 60_000;
export const RETRY_AFTER_MIN_MS = 500;

/** Failures in a row after which a server is left alone, and for how long: doubled with every attempt that fails too. */
export const BREAKER_FAILURES = 5;
export const BREAKER_PAUSE_MS = 5_000;
export const BREAKER_MAX_PAUSE_MS = 60_000;
/** What may be under way with one connector's server in one process, all told and of one person; and who may wait. */
export const GATE_SLOTS = 16;
export const GATE_SLOTS_PER_PERSON = 8;
export const GATE_QUEUE_PER_PERSON = 50;
/** How long anything waits for its turn. */
export const GATE_WAIT_MS = 30_000;
/** Connectors that are kept account of; those at rest are forgotten first. */
export const MAX_LANES = 1_000;

/** Sessions kept open in one process, and for how long after the last use. */
export const POOL_MAX_SESSIONS = 200;
export const POOL_IDLE_MS = 5 * 60 * 1000;

/** Prompts, resources and resource templates: pages of one list, entries kept of each kind, and bytes of all of them. */
export const OFFER_MAX_PAGES = 20;
export const MAX_OFFERED = 500;
export const MAX_OFFER_BYTES = 2 * 1024 * 1024;
/** Characters of a name, a title, a description and an address in such a list; a longer description is cut. */
export const OFFER_NAME_CHARS = 256;
export const OFFER_DESCRIPTION_CHARS = 1_000;
export const MAX_URI_CHARS = 4_096;
/** Arguments of one prompt, variables of one template, and characters of one value. */
export const MAX_PROMPT_ARGUMENTS = 32;
export const ARGUMENT_VALUE_CHARS = 8_192;
/** `prompts/get` and `resources/read`, and the suggestions for an argument while somebody types. */
export const READ_TIMEOUT_MS = 60_000;
export const COMPLETE_TIMEOUT_MS = 5_000;
/** Suggestions kept: the specification's own limit (2025-06-18, Completion). */
export const MAX_COMPLETIONS = 100;

/** What we keep of what a server says of itself. */
export const INSTRUCTIONS_CHARS = 2_000;
export const MAX_ICONS = 3;
/** A picture of a server, as bytes. */
export const ICON_MAX_BYTES = 64 * 1024;

/** What a server may ask a person during a call: one question as JSON, its fields, the options of one, its texts. */
export const MAX_QUESTION_BYTES = 64 * 1024;
export const MAX_QUESTION_FIELDS = 50;
export const MAX_QUESTION_OPTIONS = 500;
export const MAX_QUESTION_TEXT_CHARS = 4_000;
export const MAX_QUESTION_URL_CHARS = 8_000;
/** Questions of one round, the characters of a key among them, and the bytes of the state we carry back (2026-07-28). */
export const MAX_QUESTIONS_PER_ROUND = 8;
export const MAX_QUESTION_KEY_CHARS = 200;
export const MAX_REQUEST_STATE_BYTES = 256 * 1024;

/** The stream for messages that belong to no request: how long a call waits for it to open, and how long it is kept. */
export const STANDING_OPEN_MS = 1_000;
export const STANDING_LINGER_MS = 5_000;
/** Attempts to open it again while calls are under way. */
export const STANDING_REOPENS = 5;
/** How long the response of a call that is over may go on before it is cut; most end by themselves. */
export const RESPONSE_LINGER_MS = 1_000;
/** The longest delay a timer takes. Our own deadlines stand in place of the SDK's, which cannot wait for a person. */
export const NEVER_MS = 2 ** 31 - 1;

/** How often a task is looked after, whatever its server suggests; and how long at most. */
export const TASK_POLL_MIN_MS = 250;
export const TASK_POLL_MS = 1_000;
export const TASK_POLL_MAX_MS = 15_000;
export const TASK_MAX_TOTAL_MS = 60 * 60 * 1000;
/** One look at a task, and how many in a row may fail. */
export const TASK_REQUEST_MS = 30_000;
export const TASK_FAILURES = 5;
