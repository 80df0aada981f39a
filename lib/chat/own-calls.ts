import { z } from "zod";
import { securityPolicyOf } from "#lib/connectors/data/policy.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { FOUND_NOTE_CHARS } from "./constants.ts";
import type { Refusal } from "./errors.ts";
import type { ModelCall } from "./model/ask-model.ts";
import { withoutSuspected } from "./model/outside-data.ts";
import { CALL_TOOL, SEARCH_TOOLS } from "./model/own-tools.ts";
import { visibleText } from "./model/visible-text.ts";
import { findTools, foundTool, toolSearchSchema } from "./tool-search/find-tools.ts";
import { serverNotesFor, type Tool } from "./toolset.ts";
import type { OwnCall, ToolSearch } from "./types.ts";

/** A call as the model asked for it, with what our own two tools make of it. */
export type AskedCall = ModelCall & {
  /** The tool it means, by its name for models, where that is not `modelName`. */
  means?: string;
  own?: OwnCall;
  /** Why it cannot become a call, whatever it means. */
  refused?: Refusal;
  nearest?: string[];
};

/** Works out what a step asked of our own two tools: searches are answered, calls of what was found are unwrapped. */
export async function workOutOwnCalls(
  ctx: OrgContext,
  calls: readonly ModelCall[],
  tools: readonly Tool[],
): Promise<AskedCall[]> {
  return Promise.all(
    calls.map(async (call): Promise<AskedCall> => {
      if (call.modelName === SEARCH_TOOLS) {
        const own = await answerSearch(ctx, call.input, tools);
        return own ? { ...call, own } : { ...call, refused: "invalid_arguments" };
      }
      const meant: AskedCall = call.modelName === CALL_TOOL ? unwrapped(call) : call;
      if (meant.refused) return meant;
      const name = meant.own?.tool === "call_tool" ? meant.own.name : call.modelName;
      const tool = toolCalled(tools, name);
      if (tool) return { ...meant, means: tool.modelName };
      return { ...meant, means: name, nearest: await nearestTo(tools, name) };
    }),
  );
}

const wrappedCall = z.object({
  name: z.string().transform((name) => name.slice(0, NAME_CHARS)),
  arguments: z.unknown(),
});
const NAME_CHARS = 200;
const NEAREST = 3;

function unwrapped(call: ModelCall): AskedCall {
  const { success, data } = wrappedCall.safeParse(call.input);
  if (!success) return { ...call, refused: "invalid_arguments" };
  return { ...call, input: argumentsIn(data.arguments), own: { tool: "call_tool", name: data.name } };
}

/** Some models write an object that stands within another as text. */
function argumentsIn(given: unknown): unknown {
  if (typeof given !== "string") return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

/** The tool of that name; where none has exactly that, the one offered tool that calls itself so. */
function toolCalled(tools: readonly Tool[], name: string): Tool | undefined {
  const exact = tools.find(({ modelName }) => modelName === name);
  if (exact) return exact;
  const own = tools.filter(({ toolName, isOffered }) => isOffered && toolName === name);
  return own.length === 1 ? own[0] : undefined;
}

async function nearestTo(tools: readonly Tool[], name: string): Promise<string[]> {
  const found = await findTools(tools, toolSearchSchema.parse({ query: name, limit: NEAREST }));
  return found.map(({ modelName }) => modelName);
}

async function answerSearch(ctx: OrgContext, input: unknown, tools: readonly Tool[]): Promise<ToolSearch | null> {
  const { success, data } = toolSearchSchema.safeParse(input);
  if (!success) return null;
  const found = await findTools(tools, data);
  const { results } = await securityPolicyOf(ctx);
  const notes = withoutSuspected(await serverNotesFor(ctx, found), results).map(
    ({ connectorName, text }) => `${connectorName}: ${visibleText(text).slice(0, FOUND_NOTE_CHARS)}`,
  );
  return {
    tool: "search_tools",
    input: input as ToolSearch["input"],
    query: data.query,
    output: { tools: found.map(foundTool), ...(notes.length > 0 && { notes }) },
  };
}
