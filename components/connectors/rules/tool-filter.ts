import type { ToolRules } from "#lib/connectors/types.ts";

export const TOOL_FILTERS = [
  "all",
  "unclassified",
  "changed",
  "suspicious",
  "read",
  "write",
  "delete",
  "decided",
] as const;
export type ToolFilter = (typeof TOOL_FILTERS)[number];

/** The server changed it after owners had said what it does, or had allowed it. */
function isChanged(tool: ToolRules): boolean {
  return tool.formerKind !== null || tool.isAllowOutdated;
}

/** The tools that fit a choice and have the words in their name, title or description. */
export function filterTools(tools: readonly ToolRules[], filter: ToolFilter, words: string): ToolRules[] {
  const wanted = words.trim().toLocaleLowerCase();
  return tools.filter(
    (tool) =>
      fits(tool, filter) &&
      [tool.name, tool.title, tool.description].some((text) => text?.toLocaleLowerCase().includes(wanted)),
  );
}

function fits(tool: ToolRules, filter: ToolFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "unclassified":
      return tool.kind === null;
    case "changed":
      return isChanged(tool);
    case "suspicious":
      return tool.findings.length > 0;
    case "decided":
      return tool.mode !== null;
    default:
      return tool.kind === filter;
  }
}
