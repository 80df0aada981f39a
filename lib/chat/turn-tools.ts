import { TOOLS_WAIT_MS } from "#lib/connections/constants.ts";
import { freshenTools } from "#lib/connections/tools.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { toolAccessOf } from "./data/defaults.ts";
import type { ServerNote } from "./model/outside-data.ts";
import type { SchemaDialect } from "./model/tool-schema.ts";
import { type GivenTools, giveTools } from "./tool-access.ts";
import { conversationTools, serverNotesFor, type Tool } from "./toolset.ts";
import type { ToolAccess } from "./types.ts";

/** Every tool of the person's accounts, and how their conversation wants them given. */
export type TurnTools = { tools: Tool[]; access: ToolAccess };

/** Reads the tools of a step, after lists that are out of date. */
export async function turnTools(ctx: OrgContext, conversationId: string): Promise<TurnTools> {
  await freshenTools(ctx, TOOLS_WAIT_MS);
  const [tools, access] = await Promise.all([
    conversationTools(ctx, conversationId),
    toolAccessOf(ctx, conversationId),
  ]);
  return { tools, access };
}

/**
 * What a step of a turn gives to the model, worked out once: those tools that policy, person and conversation leave, told
 * of or to be searched. The door asks again at each call.
 */
export async function givenTools(
  ctx: OrgContext,
  { tools, access }: TurnTools,
  dialect: SchemaDialect,
): Promise<GivenTools & { notes: ServerNote[] }> {
  const given = giveTools(tools, access, dialect);
  // A model that searches hears a server where it finds one of its tools.
  const isLoaded = given.record.mode === "loaded";
  const offered = tools.filter((tool) => tool.isOffered);
  return { ...given, notes: isLoaded ? await serverNotesFor(ctx, offered) : [] };
}
