import type { Evidence } from "#lib/approvals/types.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { McpReason, McpToolResult, ToolAnnotations } from "#lib/mcp/types.ts";
import type { ActionKind, Rule } from "#lib/policy/types.ts";
import type { QuestionView } from "#lib/questions/types.ts";
import type { OwnFailure } from "./errors.ts";
import type { StoredNeed } from "./schema.ts";

export type ToolCallState =
  | "proposed"
  | "awaiting_approval"
  | "awaiting_connection"
  | "awaiting_input"
  | "approved"
  | "dispatched"
  | "succeeded"
  | "failed"
  | "denied"
  | "expired"
  | "cancelled"
  | "outcome_unknown";

/** Who wanted the call: a model, the person themselves from the composer, or research within its plan. */
export type CallOrigin = "model" | "person" | "research";

/**
 * Why there is no proper result. `tool_error`: the tool itself says so, in `result`; `worker_lost`: the process that
 * held the call ended; `input_…`: what the server asked could not be put to the person, was declined, would not end;
 * `connection_…`: its person went on without the connection, or did not come in time; the others are mcp's. `detail` is the server's own words; `retryAt` (ISO 8601) when it may be tried again.
 */
export type ToolCallFailure = { code: McpReason | OwnFailure; detail?: string; retryAt?: string };

/** A call somebody asks for. Arguments must have passed `canonicalArguments`. */
export type ProposedCall = {
  index: number;
  modelCallId: string;
  origin: CallOrigin;
  connectorId: string;
  connectionId: string | null;
  toolName: string;
  definitionHash: string;
  arguments: { [key: string]: unknown };
};

/** A call as people and models see it; plain JSON. */
export type ToolCallView = {
  id: string;
  conversationId: string;
  runId: string;
  step: number;
  index: number;
  modelCallId: string;
  origin: CallOrigin;
  connector: { id: string; name: string };
  /** The account it is for; the name only when the provider tells one. */
  account: { id: string; name: string | null } | null;
  /** The server's own words; annotations are hints, never authority. */
  tool: { name: string; title: string; description: string; annotations: ToolAnnotations };
  /** What the tool does by owners' word, when the call was made up or last asked about; null: they said nothing. */
  kind: ActionKind | null;
  /** Exactly what runs or ran. */
  arguments: { [key: string]: unknown };
  /** What was asked for, where the person changed the arguments before they allowed the call; null: they did not. */
  proposedArguments: { [key: string]: unknown } | null;
  state: ToolCallState;
  /** The rule that allowed, asked or denied; null before the first decision. */
  rule: Rule | null;
  result: McpToolResult | null;
  /** What the checks find suspicious in the result. */
  findings: Finding[];
  /** Its person wants a model to get what they found. */
  isGivenAnyway: boolean;
  failure: ToolCallFailure | null;
  /**
   * The open question, while there is one. `canAllowAlways`: that answer would change anything; so would an owner's for
   * the whole organization.
   */
  approval: { id: string; expiresAt: string; canAllowAlways: boolean; evidence: Evidence } | null;
  /** Why its person did not allow it, in their own words. */
  denyReason: string | null;
  /** What it waits for while it is `awaiting_connection`. */
  connectionNeed: Pick<StoredNeed, "need" | "scopes" | "isOtherAccount" | "expiresAt"> | null;
  /** What the server asked the person during the call, in order; the open ones are `pending`. */
  questions: QuestionView[];
  createdAt: string;
  dispatchedAt: string | null;
  finishedAt: string | null;
};

/** A call that changed its state without its own worker. */
export type ChangedCall = { id: string; runId: string; conversationId: string; state: ToolCallState };
