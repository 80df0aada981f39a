import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Grant, GrantView } from "./types.ts";

const GRANT = {
  id: true,
  connectorId: true,
  connectionId: true,
  toolName: true,
  definitionHash: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

/** Everything the caller has allowed for good and not taken back, newest first, with the names they know it by. */
export async function listGrants(ctx: OrgContext): Promise<GrantView[]> {
  return db().$queryRaw<GrantView[]>`
    SELECT g.id, g.connector_id AS "connectorId", g.connection_id AS "connectionId", g.tool_name AS "toolName",
           g.created_at AS "createdAt", g.last_used_at AS "lastUsedAt", c.name AS "connectorName",
           a.account_name AS "accountName",
           COALESCE(d.definition->>'title', d.definition->'annotations'->>'title') AS title,
           (d.hash IS NULL OR d.hash <> g.definition_hash) AS "isOutdated"
    FROM tool_grants g
    JOIN connectors c ON c.org_id = g.org_id AND c.id = g.connector_id
    JOIN connections a ON a.org_id = g.org_id AND a.id = g.connection_id AND a.user_id = g.user_id
    LEFT JOIN tool_definitions d ON d.org_id = g.org_id AND d.connection_id = g.connection_id AND d.name = g.tool_name
    WHERE g.org_id = ${ctx.orgId} AND g.user_id = ${ctx.userId} AND g.revoked_at IS NULL
    ORDER BY g.created_at DESC, g.id`;
}

/** The caller's grant for a tool of one account: the one for `definitionHash`, else the latest for an older definition. */
export async function grantFor(
  ctx: OrgContext,
  tool: { connectionId: string; toolName: string; definitionHash: string },
  client: Tx = db(),
): Promise<Grant | null> {
  const { connectionId, toolName, definitionHash } = tool;
  const grants = await client.toolGrant.findMany({
    where: { orgId: ctx.orgId, userId: ctx.userId, connectionId, toolName, revokedAt: null },
    select: GRANT,
    orderBy: { createdAt: "desc" },
  });
  return grants.find((grant) => grant.definitionHash === definitionHash) ?? grants[0] ?? null;
}
