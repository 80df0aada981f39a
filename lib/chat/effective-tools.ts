import type { ConversationConnector, ConversationTool } from "./types.ts";

/**
 * The tools of a connector that a conversation gives to a model: of an account that is there, switched on, not blocked.
 * The one place that says so, for what a turn gives and for what people are shown.
 */
export function effectiveTools(connector: ConversationConnector): ConversationTool[] {
  return connector.tools.filter((tool) => isEffective(connector, tool));
}

function isEffective(connector: ConversationConnector, tool: ConversationTool): boolean {
  return connector.enabled && connector.connection !== null && tool.enabled && tool.policy !== "block";
}

/** How many tools from how many connectors a conversation gives to a model. */
export function countEffective(connectors: readonly ConversationConnector[]): { tools: number; connectors: number } {
  const counts = connectors.map((connector) => effectiveTools(connector).length).filter((count) => count > 0);
  return { tools: counts.reduce((sum, count) => sum + count, 0), connectors: counts.length };
}
