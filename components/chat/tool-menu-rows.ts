import type { ConversationConnector, ConversationTool } from "#lib/chat/types.ts";

/** Marks what arrow keys move between. */
export const MENU_ROW = "data-menu-row";
/** Tools drawn at once; more on request, so that thousands open as fast as a few. */
export const ROWS_AT_ONCE = 50;

export type FoundTools = { connector: ConversationConnector; tools: ConversationTool[] };

/** The first so many tools of those found, and whether there are more. */
export function firstRows(found: readonly FoundTools[], room: number): { shown: FoundTools[]; isCut: boolean } {
  let left = room;
  const shown = found.flatMap(({ connector, tools }) => {
    const rows = tools.slice(0, Math.max(left, 0));
    left -= tools.length;
    return rows.length > 0 || tools.length === 0 ? [{ connector, tools: rows }] : [];
  });
  return { shown, isCut: left < 0 };
}

/** The connectors with those of their tools that a text stands in; all of a connector's whose name has it. */
export function matching(connectors: readonly ConversationConnector[], wanted: string): FoundTools[] {
  if (wanted === "") return connectors.map((connector) => ({ connector, tools: connector.tools }));
  const has = (text: string) => text.toLowerCase().includes(wanted);
  return connectors
    .map((connector) => ({
      connector,
      tools: has(connector.name)
        ? connector.tools
        : connector.tools.filter((tool) => has(tool.name) || has(tool.title) || has(tool.description)),
    }))
    .filter(({ connector, tools }) => tools.length > 0 || has(connector.name));
}
