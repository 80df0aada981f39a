import type { McpTool } from "#lib/mcp/types.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { RecentlyUsed } from "#lib/platform/recently-used.ts";
import { DEFINITIONS_KEPT_CHARS } from "../constants.ts";
import type { ToolView } from "../types.ts";

/**
 * Definitions by their hash, which says all of what is in them: whoever has a definition in their list may have it from
 * here. Which definitions somebody has is read from the database each time.
 */
const definitions = () => oncePerProcess("tool-definitions", () => new RecentlyUsed<ToolView>(DEFINITIONS_KEPT_CHARS));

/** The tools of some of an organization's connections as their servers list them, by connection. They are shared: never change one. */
export async function toolsOf(ctx: OrgContext, connectionIds: string[]): Promise<Map<string, ToolView[]>> {
  const lists = await db().$queryRaw<{ connectionId: string; hashes: string }[]>`
    SELECT connection_id AS "connectionId", string_agg(hash, ' ' ORDER BY position) AS hashes
    FROM tool_definitions WHERE org_id = ${ctx.orgId} AND connection_id = ANY(${connectionIds}) GROUP BY connection_id`;
  const listed = new Map(lists.map(({ connectionId, hashes }) => [connectionId, hashes.split(" ")]));
  const views = await viewsOf(ctx, [...listed.keys()], new Set([...listed.values()].flat()));
  // One that was replaced between the two questions is in no list any more.
  const known = (hashes: string[]) => hashes.flatMap((hash) => views.get(hash) ?? []);
  return new Map([...listed].map(([id, hashes]) => [id, known(hashes)]));
}

async function viewsOf(
  ctx: OrgContext,
  connectionIds: string[],
  hashes: ReadonlySet<string>,
): Promise<Map<string, ToolView>> {
  const views = new Map<string, ToolView>();
  const missing: string[] = [];
  for (const hash of hashes) {
    const view = definitions().get(hash);
    if (view) views.set(hash, view);
    else missing.push(hash);
  }
  if (missing.length === 0) return views;
  const rows = await db().toolDefinition.findMany({
    where: { orgId: ctx.orgId, connectionId: { in: connectionIds }, hash: { in: missing } },
    distinct: "hash",
  });
  for (const { definition, hash } of rows) {
    const view = toolView(definition as McpTool, hash);
    views.set(hash, view);
    definitions().set(hash, view, JSON.stringify(view).length);
  }
  return views;
}

function toolView(definition: McpTool, hash: string): ToolView {
  const { name, title, description, annotations, inputSchema } = definition;
  return {
    name,
    title: title ?? annotations?.title ?? null,
    description: description ?? "",
    annotations: annotations ?? {},
    inputSchema,
    hash,
  };
}
