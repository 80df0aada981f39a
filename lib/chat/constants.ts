/** Time limits (milliseconds) and sizes of the chat. */

/** Characters in one message a person types. */
export const MESSAGE_MAX_CHARS = 100_000;
/** Characters in a conversation's title. */
export const TITLE_MAX_CHARS = 120;
/** Characters of a title that a model gives. */
export const MODEL_TITLE_MAX_CHARS = 60;
/** What a model is given to go by, in characters, and how long it may take and talk. */
export const TITLE_QUESTION_CHARS = 2_000;
export const TITLE_ANSWER_CHARS = 1_000;
export const TITLE_MS = 30_000;
export const TITLE_TOKENS = 400;
/** Words of the first message that make the title. */
export const TITLE_WORDS = 8;
/** Serialised arguments of a tool run by hand. */
export const ARGUMENTS_MAX_CHARS = 100_000;
/** Switches that may be sent along with the first message. */
export const TOGGLES_MAX = 5_000;
/** Conversations on one page of the list. */
export const CONVERSATIONS_PAGE_SIZE = 30;
/** How tools may come before the model. */
export const TOOL_ACCESS = ["auto", "always", "on_demand"] as const;
/** Characters in a search. */
export const SEARCH_MAX_CHARS = 200;

/** Model steps in one run; afterwards the run ends and says so. */
export const MAX_STEPS = 20;
/** Workers that may take up a run one after the other without getting anywhere; one that ends processes must end itself. */
export const MAX_FRUITLESS_STARTS = 10;
/** Tool calls of one step that run at the same time. */
export const MAX_PARALLEL_CALLS = 4;
/** Tool calls one step may ask for; what exceeds it is refused to the model. */
export const MAX_CALLS_PER_STEP = 32;
/** Characters of one tool result given to the model; the rest is cut and the model told. */
export const MODEL_RESULT_MAX_CHARS = 150_000;
/** Characters of a tool's description given to the model. */
export const MODEL_DESCRIPTION_MAX_CHARS = 4_096;
/** A tool's input schema as a model is told of it: schemas in it, how deep, and its bytes. Beyond that it stands open. */
export const SCHEMA_MAX_NODES = 1_000;
export const SCHEMA_MAX_DEPTH = 16;
export const MODEL_SCHEMA_MAX_BYTES = 64 * 1024;

/**
 * Up to here tool access "auto" loads every tool into the request; beyond, the model searches. Every request carries all
 * loaded tools again, and models choose worse among many: 32 kB of definitions are about 8,000 tokens.
 */
export const LOADED_TOOLS_MAX = 40;
export const LOADED_TOOLS_MAX_BYTES = 32 * 1024;
/** What a model that searches is told of what there is: connectors, and characters of a connector's name. */
export const OVERVIEW_CONNECTORS_MAX = 60;
export const OVERVIEW_NAME_CHARS = 60;
/** Tools that one search finds, unless the model wants another number, and at most. */
export const SEARCH_RESULTS = 5;
export const SEARCH_RESULTS_MAX = 10;
/** Characters of a search that are read. */
export const SEARCH_QUERY_CHARS = 500;
/** What a search tells of each tool: characters of its description, and of its input schema as JSON. */
export const FOUND_DESCRIPTION_CHARS = 400;
export const FOUND_SCHEMA_CHARS = 2_000;
/** What a search tells of what a found tool's server says about how to use it. */
export const FOUND_NOTE_CHARS = 1_000;
/** Tools of all search indexes that a process keeps, about 4 kB each. */
export const INDEXED_TOOLS_MAX = 20_000;
/** Tools indexed at once, so that nothing else waits for long. */
export const INDEX_CHUNK = 100;

/** Characters of a tool's description in the composer's lists. */
export const SHOWN_DESCRIPTION_CHARS = 200;

/** What people take from connectors for one message: how many, bytes of each (as JSON) and of all. */
export const ATTACHMENTS_MAX = 10;
export const ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024;
export const ATTACHMENTS_MAX_BYTES = 4 * 1024 * 1024;
/** Taken and not sent, they are kept this long, and at most this many of one person. */
export const ATTACHMENT_KEPT_HOURS = 24;
export const ATTACHMENTS_PENDING_MAX = 50;
/** Letters and digits in a row that a message shares with a prompt when it says its words: about five words. */
export const PROMPT_WORDS_CHARS = 24;
/** Characters of one message's attachments given to the model; the rest is cut and the model told. */
export const MODEL_ATTACHMENTS_MAX_CHARS = 150_000;

/** Bytes of text that make a token, so that rather too many tokens are counted than too few; and tokens of a picture. */
export const BYTES_PER_TOKEN = 3;
export const IMAGE_TOKENS = 1_600;
/** Characters left of an older result or attachment when a model's window is short of room. */
export const KEPT_CHARS = 2_000;
/** Characters that each of the latest results is cut to before older turns are left out, and in the end. */
export const RECENT_CAPS = [60_000, 20_000];
export const RECENT_CAPS_LAST = [8_000, 2_000, 500];
/** Shares of a model's window that a request may fill: when its provider says it was too much, it is made smaller once. */
export const WINDOW_SHARES = [1, 0.6];

/** Characters of one call's input and of its output in an exported file. */
export const EXPORTED_CHARS = 20_000;

/** Text of a running step is written to the log this often. */
export const TEXT_FLUSH_MS = 60;
/** A model that sends nothing for this long has failed. */
export const MODEL_IDLE_MS = 120_000;
/** One step of a model, all told. */
export const MODEL_STEP_MS = 600_000;

/** How often a model is asked for one step, as long as it has said nothing. */
export const MODEL_ATTEMPTS = 3;
/** The first pause before it is asked again; the next is twice as long. */
export const MODEL_RETRY_MS = 1_000;
/** The longest pause, whatever its provider asks for. */
export const MODEL_RETRY_MAX_MS = 60_000;

/** When an owner tries a model: how long it may take, and the tokens it may say. */
export const MODEL_TRY_MS = 15_000;
export const MODEL_TRY_TOKENS = 256;

/** Runs one process works on at the same time. */
export const RUN_CONCURRENCY = 16;
/** Runs one process holds beyond that, whose calls wait for a person or for a task at their server. */
export const RUNS_WAITING = 128;
/** A worker that has not renewed its lease for this long has died. */
export const LEASE_MS = 15_000;
/** How often a worker renews its lease. */
export const LEASE_RENEW_MS = 5_000;
/** How often a worker looks for runs that no notification told it of. */
export const RUN_POLL_MS = 2_000;
/** How often a worker looks whether a call that another still runs has ended. */
export const FOREIGN_CALL_POLL_MS = 500;
/** How long a worker that is told to stop lets tool calls in flight come to their end. */
export const DRAIN_MS = 20_000;

/** Events read from the log at once. */
export const EVENT_BATCH = 500;
/** How often an event stream looks for events that no notification told it of. */
export const STREAM_POLL_MS = 7_000;
/** Comment line that keeps an idle stream open through proxies. */
export const STREAM_HEARTBEAT_MS = 15_000;
/** How often an open stream checks that its reader may still read. */
export const STREAM_RECHECK_MS = 6_500;
/** What the stream tells a browser to wait before it reconnects. */
export const STREAM_RETRY_MS = 1_000;
/** A browser that takes nothing for this long is disconnected; it comes back with Last-Event-ID. */
export const STREAM_STALL_MS = 30_000;

/** The built-in model speaks in pieces of this many characters … */
export const BUILTIN_CHUNK_CHARS = 24;
/** … this far apart, so that streaming and Stop can be seen without an AI. */
export const BUILTIN_CHUNK_MS = 8;
/** Characters of a tool result the built-in model repeats. */
export const BUILTIN_SUMMARY_CHARS = 1_500;
/** Tools that the built-in model has found for it. */
export const BUILTIN_FINDS = 8;
/** Characters of a message the built-in model reads. */
export const BUILTIN_REQUEST_CHARS = 4_000;
/** A model's streamed answer to one step, in bytes as sent. */
export const MODEL_STREAM_MAX_BYTES = 64 * 1024 * 1024;
/** Base64 characters of an image given to a model; a larger one is described. */
export const MODEL_IMAGE_MAX_CHARS = 5_000_000;

/** NOTIFY channels; payloads are a conversation's id and a run's id. */
export const EVENTS_CHANNEL = "conversation_events";
export const RUNS_CHANNEL = "runs";

/** NOTIFY channel for the progress of calls; payloads are JSON. It passes by: nothing of it is stored. */
export const PROGRESS_CHANNEL = "tool_call_progress";
/** One call's progress is told at most this often. */
export const PROGRESS_TELL_MS = 500;
/** Characters of a server's progress message that are told. */
export const PROGRESS_MESSAGE_CHARS = 300;
