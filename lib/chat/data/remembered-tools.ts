import { modelToolName } from "#lib/mcp/definition.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { CallableTool } from "../propose-calls.ts";

/**
 * Tools that one of the caller's own conversations has called, of connectors they have no account at any more. They are
 * not offered; a model that asks for one again gets a call, which waits until its person connects.
 */
export async function rememberedTools(ctx: OrgContext, conversationId: string): Promise<CallableTool[]> {
  const rows = await db().$queryRaw<(Omit<CallableTool, "modelName" | "connectionId"> & { slug: string })[]>`
    SELECT DISTINCT ON (t.connector_id, t.tool_name) t.connector_id AS "connectorId", t.tool_name AS "toolName",
      t.definition_hash AS "definitionHash", n.slug
    FROM tool_calls t JOIN connectors n ON n.org_id = t.org_id AND n.id = t.connector_id
    WHERE t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId} AND t.conversation_id = ${conversationId}
      AND NOT EXISTS (
        SELECT 1 FROM connections c
        WHERE c.org_id = t.org_id AND c.user_id = t.user_id AND c.connector_id = t.connector_id)
    ORDER BY t.connector_id, t.tool_name, t.created_at DESC`;
  return rows.map(({ slug, ...tool }) => ({
    ...tool,
    modelName: modelToolName(slug, tool.toolName),
    connectionId: null,
  }));
}
