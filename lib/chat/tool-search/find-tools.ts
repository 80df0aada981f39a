import { createHash } from "node:crypto";
import { z } from "zod";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { RecentlyUsed } from "#lib/platform/recently-used.ts";
import {
  FOUND_DESCRIPTION_CHARS,
  INDEXED_TOOLS_MAX,
  SEARCH_QUERY_CHARS,
  SEARCH_RESULTS,
  SEARCH_RESULTS_MAX,
} from "../constants.ts";
import { visibleText } from "../model/visible-text.ts";
import type { Tool } from "../toolset.ts";
import { shortSchema } from "./short-schema.ts";
import { ToolIndex } from "./tool-index.ts";

/** What a model may ask for; what it gives besides does not matter, and half of it may be missing or odd. */
export const toolSearchSchema = z.object({
  query: z.string().transform((text) => text.slice(0, SEARCH_QUERY_CHARS)),
  connector: z.string().optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(SEARCH_RESULTS_MAX).catch(SEARCH_RESULTS),
});
type Wanted = z.infer<typeof toolSearchSchema>;

/**
 * The tools that fit a request, best first, of those that the conversation offers.
 * @param tools all of the person's: what is indexed stays the same while switches are moved
 */
export async function findTools(tools: readonly Tool[], { query, connector, limit }: Wanted): Promise<Tool[]> {
  const offered = new Map(tools.flatMap((tool) => (tool.isOffered ? [[tool.modelName, tool]] : [])));
  const within = connector === undefined ? [...offered.values()] : ofConnector([...offered.values()], connector);
  const wanted = new Map(within.map((tool) => [tool.modelName, tool]));
  if (query.trim() === "") return within.slice(0, limit);
  const named = within.filter((tool) => isNamed(tool, query));
  const names = (await indexOf(tools)).search(query, (name) => wanted.has(name));
  const found = names.flatMap((name) => wanted.get(name) ?? []);
  return [...new Set([...named, ...found])].slice(0, limit);
}

/** All that the conversation offers, those first that fit the request, best first; the others as they come. */
export async function byFit(tools: readonly Tool[], request: string): Promise<Tool[]> {
  const fitting = await findTools(tools, { query: request.slice(0, SEARCH_QUERY_CHARS), limit: tools.length });
  return [...new Set([...fitting, ...tools.filter(({ isOffered }) => isOffered)])];
}

/** A found tool as a model is told of it. */
export function foundTool({ modelName, connectorName, kind, description, inputSchema }: Tool) {
  const words = visibleText(description);
  return {
    name: modelName,
    connector: visibleText(connectorName),
    kind: kind ?? "unknown",
    description: words.length > FOUND_DESCRIPTION_CHARS ? `${words.slice(0, FOUND_DESCRIPTION_CHARS - 1)}…` : words,
    input_schema: shortSchema(inputSchema) as z.infer<ReturnType<typeof z.json>>,
  };
}

/** The tools of the connectors called so; all of them where none is, since a model may take a product for a connector. */
function ofConnector(tools: readonly Tool[], name: string): readonly Tool[] {
  const own = tools.filter((tool) => plain(tool.connectorName) === plain(name));
  return own.length > 0 ? own : tools;
}

function isNamed({ modelName, toolName }: Tool, query: string): boolean {
  return [modelName, toolName].some((name) => plain(name) === plain(query));
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** One index for all who have the same tools under the same names, in one organization. */
async function indexOf(tools: readonly Tool[]): Promise<ToolIndex> {
  const indexes = oncePerProcess("tool-indexes", () => new RecentlyUsed<Promise<ToolIndex>>(INDEXED_TOOLS_MAX));
  const hash = createHash("sha256");
  for (const { modelName, connectorName, definitionHash } of tools)
    hash.update(JSON.stringify([modelName, connectorName, definitionHash]));
  const key = hash.digest("hex");
  const known = indexes.get(key);
  if (known) return known;
  const index = ToolIndex.of(tools);
  indexes.set(key, index, tools.length + 1);
  return index;
}
