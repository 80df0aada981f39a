import type { ConnectorView } from "#lib/connectors/types.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { ToolAnnotations } from "#lib/mcp/types.ts";
import type { ToolsNotice } from "./schema.ts";

/** How a connector stands for one person; in words: catalogue namespace `connections`, `states`. */
export type ConnectorState =
  | "not_connected"
  | "connected"
  | "expires_soon"
  | "reconnect"
  | "degraded"
  | "blocked"
  | "needs_review"
  | "unreachable";

/** A person's own account at a connector, without anything secret. */
export type ConnectionView = {
  id: string;
  accountName: string | null;
  state: ConnectorState;
  stateReason: string | null;
  connectedAt: Date;
  toolsSyncedAt: Date | null;
  /** Null when the list is whole. */
  toolsNotice: ToolsNotice | null;
  /** When it ends for good; null when it renews itself or never ends. */
  endsAt: Date | null;
};

/** How one of a person's accounts stands, and when it ends for good (ISO 8601); null: it renews itself or never ends. */
export type AccountStanding = { connectionId: string; state: ConnectorState; endsAt: string | null };

/** A tool as the person's own account sees it. Everything but `hash` is the server's own words. */
export type ToolView = {
  name: string;
  title: string | null;
  description: string;
  annotations: ToolAnnotations;
  inputSchema: { [key: string]: unknown };
  hash: string;
};

/** A tool with what the checks find suspicious in it. */
export type InspectedTool = ToolView & { findings: Finding[] };

/** A connector as one person has it; the single source for Settings and the chat. */
export type ConnectorWithTools = {
  connector: ConnectorView;
  /** The account in use: the one chosen, else the first. */
  connection: ConnectionView | null;
  /** All of the person's accounts, the first connected first. */
  accounts: ConnectionView[];
  /** How the account in use stands, or the connector without one. */
  state: ConnectorState;
  /** Of the account in use; empty unless connected. */
  tools: InspectedTool[];
};

/** What a click on Connect leads to: done, or a sign-in at `host` that asks for `scopes`. */
export type BeginOutcome =
  | { kind: "connected" }
  /** The server at `host` is told by these headers who asks: the person gives their values. */
  | { kind: "headers"; names: string[]; host: string }
  | { kind: "sign_in"; url: string; host: string; scopes: string[] };
