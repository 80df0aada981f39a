import type { ConversationConnector, Toggle } from "#lib/chat/types.ts";

/** The connectors with one switch moved. */
export function applyToggle(connectors: ConversationConnector[], change: Toggle): ConversationConnector[] {
  return connectors.map((connector) => {
    if (connector.connectorId !== change.connectorId) return connector;
    const moved =
      change.toolName === undefined
        ? { ...connector, enabled: change.enabled }
        : {
            ...connector,
            tools: connector.tools.map((tool) =>
              tool.name === change.toolName ? { ...tool, enabled: change.enabled } : tool,
            ),
          };
    return { ...moved, effectiveToolCount: usableTools(moved).length };
  });
}

/** The tools the model is given: connected, switched on, not blocked. */
export function usableTools(connector: ConversationConnector): ConversationConnector["tools"] {
  if (!connector.enabled || !connector.connection) return [];
  return connector.tools.filter((tool) => tool.enabled && tool.policy !== "block");
}

/** Connectors by id and name alone. */
export function named(connectors: ConversationConnector[]): { id: string; name: string }[] {
  return connectors.map(({ connectorId, name }) => ({ id: connectorId, name }));
}

/** How many tools from how many connectors the model is given. */
export function countTools(connectors: ConversationConnector[]): { tools: number; connectors: number } {
  const counts = connectors.map((connector) => connector.effectiveToolCount).filter((count) => count > 0);
  return { tools: counts.reduce((sum, count) => sum + count, 0), connectors: counts.length };
}
