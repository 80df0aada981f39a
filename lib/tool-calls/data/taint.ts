import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { taintSourceSchema } from "#lib/policy/schema.ts";
import type { TaintSource } from "#lib/policy/types.ts";

/**
 * What first brought content of another connector than the called one into a conversation, as long as owners do not
 * vouch for that connector now. One that has been removed nobody vouches for.
 */
export async function taintBeside(
  client: Tx,
  ctx: OrgContext,
  call: { conversationId: string; connectorId: string },
): Promise<TaintSource | null> {
  const [row] = await client.$queryRaw<{ connectorId: string; connectorName: string; source: object }[]>`
    SELECT t.connector_id AS "connectorId", t.connector_name AS "connectorName", t.source
    FROM conversation_taints t LEFT JOIN connectors c ON c.org_id = t.org_id AND c.id = t.connector_id
    WHERE t.org_id = ${ctx.orgId} AND t.conversation_id = ${call.conversationId}
      AND t.connector_id <> ${call.connectorId} AND c.is_trusted IS NOT TRUE
    ORDER BY t.at, t.connector_id LIMIT 1`;
  if (!row) return null;
  const { connectorId, connectorName, source } = row;
  return taintSourceSchema.parse({ ...source, connectorId, connectorName });
}
