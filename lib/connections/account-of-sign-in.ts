import { record } from "#lib/audit/record.ts";
import type { AccountClaims } from "#lib/oauth/types.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { accountName } from "./schema.ts";

/**
 * Names a connection after whoever signed in, unless it has a name, in the transaction that stores the tokens. When it
 * is somebody else than before, every "Allow always" of the connection ends, since it was given for what the other
 * account can do; so does every question about a call that is open, since it showed that account, and every answer that
 * was not used; and so does the name, to the new one's even where another connection has it already, or to
 * `unnamed` where the provider tells none: no approval may name an account that does not act.
 */
export async function noteAccount(
  tx: Tx,
  ctx: OrgContext,
  connection: { id: string; connectorId: string; unnamed: string | null },
  { account, isOtherAccount }: { account: AccountClaims | undefined; isOtherAccount: boolean },
): Promise<void> {
  if (isOtherAccount) {
    await expireOpenQuestions(tx, ctx, connection.id);
    await endGrants(tx, ctx, connection.id);
  }
  if (!account) return;
  const name = accountName.safeParse(account.name).data ?? null;
  const { id, connectorId, unnamed } = connection;
  const mine = { orgId: ctx.orgId, userId: ctx.userId };
  if (isOtherAccount) {
    await tx.connection.updateMany({ where: { ...mine, id }, data: { accountName: name ?? unnamed } });
    return;
  }
  const isTaken = (await tx.connection.count({ where: { ...mine, connectorId, accountName: name } })) > 0;
  if (name === null || isTaken) return;
  await tx.connection.updateMany({ where: { ...mine, id, accountName: null }, data: { accountName: name } });
}

/** Their time is up now; whoever sweeps expired questions ends their calls. Before the trail is written, as answers do. */
async function expireOpenQuestions(tx: Tx, { orgId, userId }: OrgContext, connectionId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE approvals a SET expires_at = now() FROM tool_calls t
    WHERE t.org_id = a.org_id AND t.id = a.tool_call_id AND t.connection_id = ${connectionId}
      AND a.org_id = ${orgId} AND a.user_id = ${userId} AND a.state IN ('pending', 'allowed') AND a.expires_at > now()`;
  await tx.$executeRaw`
    UPDATE tool_call_inputs i SET expires_at = now() FROM tool_calls t
    WHERE t.org_id = i.org_id AND t.id = i.tool_call_id AND t.connection_id = ${connectionId}
      AND i.org_id = ${orgId} AND i.user_id = ${userId} AND i.state = 'pending' AND i.expires_at > now()`;
}

async function endGrants(tx: Tx, ctx: OrgContext, connectionId: string): Promise<void> {
  const ended = await tx.toolGrant.updateManyAndReturn({
    where: { orgId: ctx.orgId, userId: ctx.userId, connectionId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  for (const { id, connectorId, toolName: tool } of ended) {
    const data = { connectorId, connectionId, tool };
    await record(tx, ctx, { type: "grant.revoked", subject: { type: "grant", id }, data });
  }
}
