import { record } from "#lib/audit/record.ts";
import type { AccountClaims } from "#lib/oauth/types.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { accountName } from "./schema.ts";

/**
 * Names a connection after whoever signed in, unless it has a name, in the transaction that stores the tokens. When it
 * is somebody else than before, the name changes and every "Allow always" of the connection ends: it was given for
 * what the other account can do.
 */
export async function noteAccount(
  tx: Tx,
  ctx: OrgContext,
  connection: { id: string; connectorId: string },
  { account, isOtherAccount }: { account: AccountClaims | undefined; isOtherAccount: boolean },
): Promise<void> {
  if (isOtherAccount) await endGrants(tx, ctx, connection.id);
  const name = accountName.safeParse(account?.name);
  if (!name.success) return;
  const { connectorId } = connection;
  const mine = { orgId: ctx.orgId, userId: ctx.userId };
  const isTaken = (await tx.connection.count({ where: { ...mine, connectorId, accountName: name.data } })) > 0;
  if (isTaken) return;
  await tx.connection.updateMany({
    where: { ...mine, id: connection.id, ...(isOtherAccount ? {} : { accountName: null }) },
    data: { accountName: name.data },
  });
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
