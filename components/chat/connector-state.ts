import { effectiveTools } from "#lib/chat/effective-tools.ts";
import type { ConversationConnector, SavedDefaults, Toggle, ToolAccess } from "#lib/chat/types.ts";

/** The connectors with switches moved; of several moves of one, the last counts. */
export function applyToggles(connectors: ConversationConnector[], changes: readonly Toggle[]): ConversationConnector[] {
  const byConnector = Map.groupBy(changes, ({ connectorId }) => connectorId);
  return connectors.map((connector) => {
    const own = byConnector.get(connector.connectorId);
    if (!own) return connector;
    const moved = new Map(own.map(({ toolName, enabled }) => [toolName, enabled]));
    const changed = {
      ...connector,
      enabled: moved.get(undefined) ?? connector.enabled,
      tools: connector.tools.map((tool) => {
        const enabled = moved.get(tool.name) ?? tool.enabled;
        return enabled === tool.enabled ? tool : { ...tool, enabled };
      }),
    };
    return { ...changed, effectiveToolCount: effectiveTools(changed).length };
  });
}

/** Connectors by id and name alone. */
export function named(connectors: ConversationConnector[]): { id: string; name: string }[] {
  return connectors.map(({ connectorId, name }) => ({ id: connectorId, name }));
}

/** What is to be saved for new conversations to begin like this one. Without an account nobody sees a connector's tools. */
export function asDefaults(connectors: ConversationConnector[], toolAccess: ToolAccess): SavedDefaults {
  const shown = connectors.filter(({ connection }) => connection !== null);
  const off = shown.flatMap(({ connectorId, enabled, tools }) => [
    ...(enabled ? [] : [{ connectorId }]),
    ...tools.flatMap((tool) => (tool.enabled ? [] : [{ connectorId, toolName: tool.name }])),
  ]);
  return { connectorIds: shown.map(({ connectorId }) => connectorId), off, toolAccess };
}
