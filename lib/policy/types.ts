export type PolicyMode = "allow" | "ask" | "block";

export const ALLOW_CODES = ["allowed_for_tool", "allowed_for_connector", "granted"] as const;
export const ASK_CODES = [
  "asked_for_tool",
  "asked_for_connector",
  "definition_changed",
  "grant_outdated",
  "asked_by_default",
] as const;
export const DENY_CODES = [
  "membership_ended",
  "blocked_for_tool",
  "blocked_for_connector",
  "connector_off",
  "tool_off",
  "tool_unknown",
  "not_connected",
  "sign_in_expired",
  "approval_outdated",
] as const;

export type AllowCode = (typeof ALLOW_CODES)[number];
export type AskCode = (typeof ASK_CODES)[number];
export type DenyCode = (typeof DENY_CODES)[number];

/** Which rule decided. Stored with the call and shown to people: messages, namespace `policy`. */
export type Rule = { code: AllowCode | AskCode | DenyCode };

export type Decision =
  | { outcome: "allow"; rule: { code: AllowCode } }
  | { outcome: "ask"; rule: { code: AskCode } }
  | { outcome: "deny"; rule: { code: DenyCode } };

/** Everything the decision depends on, read at the moment of the call. */
export type PolicyInput = {
  /** Who wanted the call. A person who runs a tool by hand is under the same policy as a model. */
  origin: "model" | "person";
  isMember: boolean;
  /** What the organization's owners decided; null: nothing. */
  policy: { tool: PolicyMode | null; connector: PolicyMode | null };
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
};
