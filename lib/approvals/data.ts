import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Grant } from "./types.ts";

const GRANT = {
  id: true,
  connectorId: true,
  connectionId: true,
  toolName: true,
  definitionHash: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

/** Everything the caller has allowed for good and not taken back, newest first. */
export async function listGrants(ctx: OrgContext): Promise<Grant[]> {
  return db().toolGrant.findMany({
    where: { orgId: ctx.orgId, userId: ctx.userId, revokedAt: null },
    select: GRANT,
    orderBy: { createdAt: "desc" },
  });
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
