import { effectiveTools } from "#lib/chat/effective-tools.ts";
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
    return { ...moved, effectiveToolCount: effectiveTools(moved).length };
  });
}

/** Connectors by id and name alone. */
export function named(connectors: ConversationConnector[]): { id: string; name: string }[] {
  return connectors.map(({ connectorId, name }) => ({ id: connectorId, name }));
}
