import { LOADED_TOOLS_MAX, LOADED_TOOLS_MAX_BYTES, MODEL_DESCRIPTION_MAX_CHARS } from "./constants.ts";
import type { OfferedTool } from "./model/ask-model.ts";
import { INSTRUCTIONS } from "./model/instructions.ts";
import { OWN_TOOLS, toolOverview } from "./model/own-tools.ts";
import { type SchemaDialect, toolSchema } from "./model/tool-schema.ts";
import { visibleText } from "./model/visible-text.ts";
import type { Tool } from "./toolset.ts";
import type { ToolAccess, ToolsGiven } from "./types.ts";

/** What a step gives to the model. */
export type GivenTools = {
  /** What it is told of: every tool, or our own two. */
  tools: readonly OfferedTool[];
  /** What it is told first, with what there is to be searched. */
  instructions: string;
  /** As it is recorded with the step and shown. */
  record: ToolsGiven;
};

/** The tools of a step as a model is given them, by the conversation's tool access. */
export function giveTools(tools: readonly Tool[], access: ToolAccess, dialect: SchemaDialect): GivenTools {
  const offered = tools.filter((tool) => tool.isOffered);
  const isLoaded = offered.length === 0 || access === "always" || (access === "auto" && isSmall(offered, dialect));
  const connectors = new Set(offered.map(({ connectorId }) => connectorId)).size;
  const record = { access, mode: isLoaded ? "loaded" : "search", tools: offered.length, connectors } as const;
  if (isLoaded) return { tools: offered, instructions: INSTRUCTIONS, record };
  return { tools: OWN_TOOLS, instructions: `${INSTRUCTIONS}\n- ${toolOverview(offered)}`, record };
}

/** Whether all of them may stand in every request: few, and small as the provider gets them. */
function isSmall(offered: readonly Tool[], dialect: SchemaDialect): boolean {
  if (offered.length > LOADED_TOOLS_MAX) return false;
  const bytes = offered.reduce((sum, tool) => sum + definitionBytes(tool, dialect), 0);
  return bytes <= LOADED_TOOLS_MAX_BYTES;
}

function definitionBytes({ modelName, description, inputSchema }: Tool, dialect: SchemaDialect): number {
  const words = visibleText(description).slice(0, MODEL_DESCRIPTION_MAX_CHARS);
  const { schema } = toolSchema(inputSchema, dialect);
  return Buffer.byteLength(JSON.stringify({ name: modelName, description: words, parameters: schema }));
}
