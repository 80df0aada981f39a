import type { ConnectorRules, PolicyMode, ToolRules } from "#lib/connectors/types.ts";
import { modeForKind } from "#lib/policy/mode-for-kind.ts";

/** What a tool follows while nothing is decided about it alone, and what that comes to; null: people are asked. */
export function inheritedMode(
  rules: Pick<ConnectorRules, "mode" | "kinds">,
  tool: Pick<ToolRules, "kind" | "formerKind" | "definitionHash">,
): { from: "kind" | "connector"; mode: PolicyMode | null } {
  const was = tool.kind ?? tool.formerKind;
  const classified = was && { kind: was, definitionHash: tool.kind ? tool.definitionHash : "" };
  const kind = modeForKind(rules.kinds, classified, tool.definitionHash);
  if (rules.mode === "block" || kind === null) return { from: "connector", mode: rules.mode };
  return { from: "kind", mode: kind };
}
