import type { McpReason } from "./reasons.ts";
import type { RememberedProtocol } from "./schema.ts";

export type { McpReason } from "./reasons.ts";
export type { RememberedProtocol, ServerCheck } from "./schema.ts";
export type { McpContentBlock, McpToolResult } from "./tool-result.ts";

export type JsonObject = { [key: string]: unknown };

/** Everything needed to speak to one server for one person. The closures are asked anew for every request. */
export type McpEndpoint = {
  url: string;
  fetch: typeof fetch;
  /** The same without limits of time: for responses that their caller ends. Where there is none, `fetch` serves. */
  heldFetch?: typeof fetch;
  /** The bearer token in force, or null to send none. */
  accessToken: () => Promise<string | null>;
  /** The server answered 401 with this `WWW-Authenticate`; true: there is a newer token, try once more. */
  onUnauthorized: (challenge: string | null) => Promise<boolean>;
  remembered: RememberedProtocol | null;
  /** Under which the server's failures and the use of it are counted (isolation.ts); without, neither is. */
  isolation?: { server: string; person: string };
  /** The server said that its tools have changed; told at most every few seconds. */
  onToolsChanged?: () => void;
};

/** `detail` is the server's own words, shortened: show it as a quotation, never as ours. */
export type McpProblem = {
  reason: McpReason;
  detail?: string;
  challenge?: string | null;
  status?: number;
  /** When it may be tried again: the server's own `Retry-After`, or the end of a pause of ours. */
  retryAt?: Date;
};

/** A tool in the server's own words: what we do not know is kept. */
export type McpTool = JsonObject & {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: ToolAnnotations;
};

/** Hints a server gives about its own tool. Never authority: nothing is allowed because of them. */
export type ToolAnnotations = JsonObject & {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
};

/** A server's tools, and how many were left out and why. */
export type ToolList = {
  tools: McpTool[];
  leftOut: { invalid: number; oversize: number; beyondLimit: number };
  /** Why there may be more than was read: our limits, a cursor that comes back, or a later page's failure. */
  partial: "limit" | "cursor_loop" | McpReason | null;
  /** How long the server says that the list may be used (2026-07-28); null: it does not say. */
  ttlMs: number | null;
};

export type CallProgress = { progress: number; total?: number; message?: string };
