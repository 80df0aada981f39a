import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

type Brought = {
  conversationId: string;
  connectorId: string;
  kind: "tool_call" | "attachment";
  id: string;
  /** The tool's or the attachment's name. */
  name: string;
};

/**
 * Notes that content of a connector has entered one of the caller's own conversations, in the transaction that brings it
 * in. The first of each connector stays. Whether owners vouch for the connector is asked at each call, not here.
 */
export async function noteTaint(tx: Tx, ctx: OrgContext, brought: Brought): Promise<void> {
  const { conversationId, connectorId, kind, id, name } = brought;
  const source = JSON.stringify({ kind, id, name });
  await tx.$executeRaw`
    INSERT INTO conversation_taints (org_id, conversation_id, connector_id, connector_name, source, at)
    SELECT v.org_id, v.id, ${connectorId}, COALESCE(c.name, ''), ${source}::jsonb, clock_timestamp()
    FROM conversations v LEFT JOIN connectors c ON c.org_id = v.org_id AND c.id = ${connectorId}
    WHERE v.id = ${conversationId} AND v.org_id = ${ctx.orgId} AND v.user_id = ${ctx.userId}
    ON CONFLICT (conversation_id, connector_id) DO NOTHING`;
}
