export type PolicyMode = "allow" | "ask" | "block";
/** What a person can want for themselves: never less than their organization wants. */
export type NarrowingMode = Exclude<PolicyMode, "allow">;

/** What a tool does, by its owners' word. */
export const ACTION_KINDS = ["read", "write", "delete"] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export const ALLOW_CODES = [
  "allowed_for_tool",
  "allowed_for_kind",
  "allowed_for_connector",
  "allowed_by_plan",
  "granted",
] as const;
export const ASK_CODES = [
  "asked_suspicious",
  "asked_tainted",
  "asked_for_tool",
  "asked_for_kind",
  "asked_for_connector",
  "asked_by_you",
  "definition_changed",
  "grant_outdated",
  "asked_by_default",
] as const;
export const DENY_CODES = [
  "membership_ended",
  "blocked_for_tool",
  "blocked_for_kind",
  "blocked_for_connector",
  "blocked_by_you",
  "blocked_suspicious",
  "connector_off",
  "tool_off",
  "tool_unknown",
  "not_connected",
  "sign_in_expired",
  "approval_outdated",
  "not_in_plan",
  "not_read_only",
  "research_cannot_ask",
] as const;

export type AllowCode = (typeof ALLOW_CODES)[number];
export type AskCode = (typeof ASK_CODES)[number];
export type DenyCode = (typeof DENY_CODES)[number];

/** What brought the first content of a connector into a conversation; names as they were then. */
export type TaintSource = {
  connectorId: string;
  connectorName: string;
  kind: "tool_call" | "attachment";
  id: string;
  name: string;
};

/**
 * Which rule decided. Stored with the call and shown to people: messages, namespace `policy`.
 * `source`: with `asked_tainted`, what brought the outside content in.
 */
export type Rule = { code: AllowCode | AskCode | DenyCode; source?: TaintSource };

export type Decision =
  | { outcome: "allow"; rule: { code: AllowCode } }
  | { outcome: "ask"; rule: { code: AskCode; source?: TaintSource } }
  | { outcome: "deny"; rule: { code: DenyCode } };

/** Everything the decision depends on, read at the moment of the call. */
export type PolicyInput = {
  /**
   * Who wanted the call. A person who runs a tool by hand is under the same policy as a model; research, which nobody
   * watches, is under a stricter one.
   */
  origin: "model" | "person" | "research";
  isMember: boolean;
  /** What the organization's owners decided; null: nothing. `kind` is `modeForKind`'s. */
  policy: { tool: PolicyMode | null; kind: PolicyMode | null; connector: PolicyMode | null };
  /** The definition that owners' "allow" for this tool was given for; null: any. */
  allowedHash: string | null;
  /** What the tool does, as owners classified this very definition; null: they did not, so it counts as a write. */
  kind: ActionKind | null;
  /** What the person themselves decided; null: nothing. */
  person: { tool: NarrowingMode | null; connector: NarrowingMode | null };
  /** The switches of this conversation. */
  toggles: { connectorEnabled: boolean; toolEnabled: boolean };
  /** The person's account at the connector; null: none. */
  connection: "connected" | "degraded" | "needs_reauth" | null;
  /** The tool as the server describes it now; null: it no longer does. */
  definitionHash: string | null;
  /** The tool as it was when the call was made up. */
  proposedHash: string;
  /** The person's latest "Allow always" for this tool of this account; null: none. */
  grant: { definitionHash: string } | null;
  /** The first content here of another connector that owners do not vouch for; null: none, or they do not mind. */
  taint: TaintSource | null;
  /** What the organization makes of what the checks found in the definition; null: nothing to be made of. */
  suspicion: NarrowingMode | null;
  /** Whether the plan that the person approved names this tool; null: the call belongs to no investigation. */
  research: { isInPlan: boolean } | null;
};
