import type { OrgContext } from "#lib/platform/ids.ts";
import { toolAccessOf } from "./data/defaults.ts";
import type { ServerNote } from "./model/outside-data.ts";
import type { SchemaDialect } from "./model/tool-schema.ts";
import { type GivenTools, giveTools } from "./tool-access.ts";
import { conversationTools, serverNotesFor, type Tool } from "./toolset.ts";

/**
 * What a step of a turn gives to the model, worked out once: of every tool of the person's accounts (`tools`), those
 * that policy, person and conversation leave, told of or to be searched. The door asks again at each call.
 */
export async function turnTools(
  ctx: OrgContext,
  conversationId: string,
  dialect: SchemaDialect,
): Promise<{ tools: Tool[]; given: GivenTools & { notes: ServerNote[] } }> {
  const [tools, access] = await Promise.all([
    conversationTools(ctx, conversationId),
    toolAccessOf(ctx, conversationId),
  ]);
  const given = giveTools(tools, access, dialect);
  // A model that searches hears a server where it finds one of its tools.
  const isLoaded = given.record.mode === "loaded";
  const notes = isLoaded
    ? await serverNotesFor(
        ctx,
        tools.filter((tool) => tool.isOffered),
      )
    : [];
  return { tools, given: { ...given, notes } };
}
