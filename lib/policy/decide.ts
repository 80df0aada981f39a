import type { AskCode, Decision, DenyCode, PolicyInput } from "./types.ts";

/** The first rule that forbids the call, or null. */
function whyDenied(input: PolicyInput): DenyCode | null {
  if (!input.isMember) return "membership_ended";
  if (input.policy.tool === "block") return "blocked_for_tool";
  if (input.policy.connector === "block") return "blocked_for_connector";
  if (!input.toggles.connectorEnabled) return "connector_off";
  if (!input.toggles.toolEnabled) return "tool_off";
  if (input.connection === null) return "not_connected";
  if (input.connection === "needs_reauth") return "sign_in_expired";
  return input.definitionHash === null ? "tool_unknown" : null;
}

/** The first rule that wants a person asked whatever else would allow the call, or null. */
function whyAsked(input: PolicyInput): AskCode | null {
  if (input.policy.tool === "ask") return "asked_for_tool";
  if (input.policy.connector === "ask") return "asked_for_connector";
  return input.definitionHash === input.proposedHash ? null : "definition_changed";
}

/**
 * Whether a tool call may run now. The most restrictive of organization, conversation and person wins: what owners
 * block or want asked, nobody else relaxes; a grant counts only where owners decided nothing, and only for the very
 * definition it was given for. Annotations do not appear: they are the server's own claims (contract.md, decision 8).
 */
export function decide(input: PolicyInput): Decision {
  const denied = whyDenied(input);
  if (denied) return { outcome: "deny", rule: { code: denied } };
  const asked = whyAsked(input);
  if (asked) return { outcome: "ask", rule: { code: asked } };
  if (input.policy.tool === "allow") return { outcome: "allow", rule: { code: "allowed_for_tool" } };
  if (input.policy.connector === "allow") return { outcome: "allow", rule: { code: "allowed_for_connector" } };
  if (input.grant === null) return { outcome: "ask", rule: { code: "asked_by_default" } };
  if (input.grant.definitionHash !== input.definitionHash) return { outcome: "ask", rule: { code: "grant_outdated" } };
  return { outcome: "allow", rule: { code: "granted" } };
}
