import type { ConnectorRules, PolicyMode, ToolRules } from "#lib/connectors/types.ts";

/** What a tool follows while nothing is decided about it alone, and what that comes to; null: people are asked. */
export function inheritedMode(
  rules: Pick<ConnectorRules, "mode">,
  tool: Pick<ToolRules, "kindMode">,
): { from: "kind" | "connector"; mode: PolicyMode | null } {
  if (rules.mode === "block" || tool.kindMode === null) return { from: "connector", mode: rules.mode };
  return { from: "kind", mode: tool.kindMode };
}
