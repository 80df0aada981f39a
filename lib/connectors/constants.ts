/** Lengths in characters. */
export const NAME_MAX = 80;
export const URL_MAX = 2_048;
export const CLIENT_ID_MAX = 1_024;
export const CLIENT_SECRET_MAX = 4_096;
export const REPORT_DETAILS_MAX = 2_000;
/** Short, because it precedes every tool name a model sees. */
export const SLUG_MAX = 24;

/** How long an id stays promised to an open add dialog, and how many one person may hold. */
export const RESERVATION_HOURS = 24;
export const MAX_RESERVATIONS = 50;
/** Connectors of one workspace. */
export const MAX_CONNECTORS = 200;

/** A look at a server while somebody waits for it, all its requests together. */
export const CHECK_MS = 15_000;

export const REPORT_REASONS = ["malicious", "misleading", "data", "broken", "other"] as const;
export const POLICY_MODES = ["allow", "ask", "block"] as const;

/** Request headers of one connector, and their lengths in characters. */
export const MAX_HEADERS = 4;
export const HEADER_NAME_MAX = 64;
export const HEADER_VALUE_MAX = 4_096;
/** Scopes an owner chose, in characters. */
export const SCOPES_MAX = 2_000;

/** How the server is told who asks: whatever it asks for, headers of ours, one sign-in for everybody, nothing. */
export const AUTHENTICATIONS = ["automatic", "headers", "organization", "none"] as const;
/** Who gives a header's value. */
export const HEADER_SCOPES = ["organization", "member"] as const;
/** Stands in a preset for what an owner has to put there. */
export const TO_REPLACE = "REPLACE-THIS";

/** Fetching a server's picture: all of it, and how long what came of it is good for. */
export const ICON_FETCH_MS = 8_000;
export const ICON_KEPT_MS = 24 * 60 * 60 * 1000;
/** Pixels to a side: what a few kilobytes can be unpacked to fills a browser's memory. */
export const ICON_MAX_PX = 1_024;

/** What holds about content from outside until owners decide. */
export const DEFAULT_SECURITY = { taint: "ask", definitions: "ask", results: "withhold" } as const;

/** What one process remembers of what the checks found: definitions with findings, and names that they were compared with. */
export const MAX_REMEMBERED_FINDINGS = 20_000;
export const MAX_NEIGHBOUR_NAMES = 200_000;
/** Definitions looked at in one turn of the event loop. */
export const DEFINITIONS_PER_TURN = 50;

/** Tools classified in one step. */
export const MAX_CLASSIFIED = 500;
