/** The key of a person's first account at a connector; further ones are kept under the name the person gave them. */
export const DEFAULT_ACCOUNT = "default";
export const ACCOUNT_NAME_MAX = 60;
/** Accounts of one person at one connector. */
export const MAX_ACCOUNTS = 10;
/** From the click on Connect to the provider's answer. */
export const FLOW_MINUTES = 10;
/** Sign-ins one person may have under way; the oldest give way. */
export const MAX_FLOWS = 20;
/** Finding out about a provider, and exchanging a code with it. */
export const DISCOVERY_MS = 20_000;
export const TOKEN_REQUEST_MS = 15_000;
/** A connection that nothing can renew shows its end from this long before it. */
export const EXPIRES_SOON_MS = 10 * 60_000;
/** After somebody was removed: how often, and how far apart, we look whether it is final before revoking. */
export const REMOVAL_CHECKS = 10;
export const REMOVAL_CHECK_MS = 500;
/** NOTIFY channel: somebody has connected an account; the payload is their id. */
export const CONNECTIONS_CHANNEL = "connections";
/** Query parameters by which a page learns how a sign-in at a provider ended. */
export const RESULT_PARAM = "connect";
export const RESULT_CONNECTOR_PARAM = "connector";
/** Where a sign-in ends that was opened in a window of its own. */
export const DONE_PAGE = "/oauth/done";
/** Where a sign-in leads whose own page is not known. */
export const CONNECTORS_PAGE = "/settings/connectors";
/** Characters (as JSON) of tool definitions that a process keeps, so that a turn does not read them all again. */
export const DEFINITIONS_KEPT_CHARS = 32 * 1024 * 1024;
/** A tool list without a word of its server about its age is read again from this age on, before the next turn. */
export const TOOLS_TTL_MS = 10 * 60_000;
/** Bounds for a server's own word (ttlMs), which is no order to ask it every few seconds. */
export const TOOLS_TTL_MIN_MS = 60_000;
export const TOOLS_TTL_MAX_MS = 24 * 60 * 60_000;
/** After a list that could not be read, or not to its end, how long until it is tried again. */
export const TOOLS_RETRY_MS = 60_000;
/** What a turn waits at most for tool lists that are read again; they go on in the background. */
export const TOOLS_WAIT_MS = 1_000;
