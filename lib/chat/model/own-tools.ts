import { OVERVIEW_CONNECTORS_MAX, OVERVIEW_NAME_CHARS, SEARCH_RESULTS, SEARCH_RESULTS_MAX } from "../constants.ts";
import type { Tool } from "../toolset.ts";
import type { OfferedTool } from "./ask-model.ts";
import { visibleText } from "./visible-text.ts";

/** The two tools of our own. No connector's tool has such a name: theirs have their connector's before an underscore. */
export const SEARCH_TOOLS = "search_tools";
export const CALL_TOOL = "call_tool";

/** What a model gets instead of all tools: one to find them, one to call what it found. */
export const OWN_TOOLS: readonly OfferedTool[] = [
  {
    modelName: SEARCH_TOOLS,
    description:
      "Finds tools of the user's connectors by what they do, with the input schema that call_tool needs. Search before you say that something is not possible.",
    inputSchema: {
      type: "object",
      properties: {
        query: {
          type: "string",
          description: 'What is to be done, in a few words, best in English: "create calendar event".',
        },
        connector: { type: "string", description: "Search only this connector, by its name." },
        limit: {
          type: "integer",
          minimum: 1,
          maximum: SEARCH_RESULTS_MAX,
          description: `How many to find; ${SEARCH_RESULTS} unless given.`,
        },
      },
      required: ["query"],
    },
  },
  {
    modelName: CALL_TOOL,
    description: "Calls a tool that search_tools found. Give its arguments by the input schema found with it.",
    inputSchema: {
      type: "object",
      properties: {
        name: { type: "string", description: "The tool's name exactly as found." },
        arguments: { type: "object", description: "The tool's arguments.", additionalProperties: true },
      },
      required: ["name", "arguments"],
    },
  },
];

/** What a model that searches is told of what there is, after its instructions: connectors and how many tools each has. */
export function toolOverview(offered: readonly Tool[]): string {
  const byConnector = [...Map.groupBy(offered, ({ connectorId }) => connectorId).values()];
  const named = byConnector.slice(0, OVERVIEW_CONNECTORS_MAX).map((tools) => {
    const name = visibleText(tools[0]?.connectorName ?? "").slice(0, OVERVIEW_NAME_CHARS);
    return `${JSON.stringify(name)} (${tools.length})`;
  });
  const more = byConnector.length - named.length;
  const rest = more > 0 ? `, and ${more} more connectors` : "";
  return `The user's tools are not listed here, because there are many. Find them with ${SEARCH_TOOLS}, then call them with ${CALL_TOOL}. Connectors, with how many tools each has: ${named.join(", ")}${rest}.`;
}
