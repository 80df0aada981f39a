import { ALLOW_CODES, type AllowCode, type AskCode, type Decision, type DenyCode, type PolicyInput } from "./types.ts";
import { warningsOf } from "./warnings.ts";

/** The first rule that forbids the call, or null. */
function whyDenied(input: PolicyInput): DenyCode | null {
  const { policy, person, toggles } = input;
  if (!input.isMember) return "membership_ended";
  if (policy.tool === "block") return "blocked_for_tool";
  if (policy.kind === "block") return "blocked_for_kind";
  if (policy.connector === "block") return "blocked_for_connector";
  if (person.tool === "block" || person.connector === "block") return "blocked_by_you";
  if (!toggles.connectorEnabled) return "connector_off";
  if (!toggles.toolEnabled) return "tool_off";
  if (input.connection === null) return "not_connected";
  if (input.connection === "needs_reauth") return "sign_in_expired";
  if (input.definitionHash === null) return "tool_unknown";
  return input.suspicion === "block" ? "blocked_suspicious" : null;
}

/** Owners' decision that counts: of those there are, the one that is most about this tool. */
function owners({ policy }: PolicyInput): { ask: AskCode; allow: AllowCode; mode: "allow" | "ask" } | null {
  const { tool, kind, connector } = policy;
  if (tool === "allow" || tool === "ask") return { ask: "asked_for_tool", allow: "allowed_for_tool", mode: tool };
  if (kind === "allow" || kind === "ask") return { ask: "asked_for_kind", allow: "allowed_for_kind", mode: kind };
  if (connector === "allow" || connector === "ask")
    return { ask: "asked_for_connector", allow: "allowed_for_connector", mode: connector };
  return null;
}

/** Whether owners allowed this tool as it was, not as it is. */
function isAllowOutdated({ policy, allowedHash, definitionHash }: PolicyInput): boolean {
  return policy.tool === "allow" && allowedHash !== null && allowedHash !== definitionHash;
}

/** The first rule that wants a person asked whatever else would allow the call, or null. */
function whyAsked(input: PolicyInput): AskCode | null {
  const [warning] = warningsOf(input);
  if (warning) return warning;
  const decided = owners(input);
  if (decided?.mode === "ask") return decided.ask;
  if (input.person.tool === "ask" || input.person.connector === "ask") return "asked_by_you";
  return input.definitionHash === input.proposedHash ? null : "definition_changed";
}

/** What becomes of a call that owners and person leave to itself. */
function byDefault(input: PolicyInput): AllowCode | AskCode {
  const decided = owners(input);
  if (decided && !isAllowOutdated(input)) return decided.allow;
  if (input.grant?.definitionHash === input.definitionHash) return "granted";
  if (decided) return "definition_changed";
  return input.grant === null ? "asked_by_default" : "grant_outdated";
}

/**
 * Research asks nobody: what its plan names runs as long as owners called it a read, and nobody wants to be asked about
 * it or has reason to be.
 */
function decideResearch(input: PolicyInput): Decision {
  const deny = (code: DenyCode): Decision => ({ outcome: "deny", rule: { code } });
  if (!input.research?.isInPlan) return deny("not_in_plan");
  if (input.kind !== "read") return deny("not_read_only");
  if (whyAsked(input) !== null || isAllowOutdated(input)) return deny("research_cannot_ask");
  return { outcome: "allow", rule: { code: "allowed_by_plan" } };
}

/**
 * Whether a tool call may run now. A block of anybody's holds; of what owners allow or want asked, the decision that is
 * most about this tool counts (tool, then kind, then connector); what they want asked, nobody else relaxes. A grant
 * counts only where owners decided nothing that still holds, and only for the very definition it was given for. Outside
 * content and suspicious definitions ask whatever anybody allowed. Annotations do not appear: they are the server's own
 * claims (contract.md, decision 8).
 */
export function decide(input: PolicyInput): Decision {
  const denied = whyDenied(input);
  if (denied) return { outcome: "deny", rule: { code: denied } };
  if (input.origin === "research") return decideResearch(input);
  const code = whyAsked(input) ?? byDefault(input);
  if (isAllow(code)) return { outcome: "allow", rule: { code } };
  const source = code === "asked_tainted" ? input.taint : null;
  return { outcome: "ask", rule: { code, ...(source && { source }) } };
}

function isAllow(code: AllowCode | AskCode): code is AllowCode {
  return (ALLOW_CODES as readonly string[]).includes(code);
}
