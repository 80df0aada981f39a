import { setTimeout as pause } from "node:timers/promises";
import { poolKey } from "#lib/connectors/pool-key.ts";
import { collectRevocations } from "#lib/credentials/data.ts";
import { revokeTokens } from "#lib/credentials/revoke-tokens.ts";
import type { Revocation } from "#lib/credentials/types.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { onMemberRemoved } from "#lib/orgs/member-removed.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { REMOVAL_CHECK_MS, REMOVAL_CHECKS } from "./constants.ts";
import { countExisting, ownAccounts } from "./data.ts";
import { deleteConnection } from "./mutations.ts";

/**
 * Ends the caller's own connection to a connector: deletes tokens and tools here, then has the provider revoke them.
 * @param account one of the caller's accounts there; left out: all of them
 */
export async function disconnect(
  ctx: OrgContext,
  connectorId: string,
  account?: string,
): Promise<Result<void, "not_found">> {
  const accounts = await ownAccounts(ctx, connectorId);
  const revocations: Revocation[] = [];
  let isEnded = false;
  for (const connectionId of accounts.filter((id) => account === undefined || id === account)) {
    const ended = await deleteConnection(ctx, connectionId);
    if (!ended) continue;
    isEnded = true;
    sessionPool().drop(poolKey(ctx.orgId, ctx.userId, connectionId));
    revocations.push(...ended.revocations);
  }
  await revokeTokens(revocations);
  return isEnded ? ok(undefined) : err("not_found");
}

/**
 * Has the accounts of people who leave a workspace revoked at their providers. Their rows go with the membership; this
 * reads the tokens before, and uses them when the removal is final. Called once at the start of the process.
 */
export function watchMemberRemovals(): void {
  onMemberRemoved("connections", async (tx, ctx, userId) => {
    const revocations = await collectRevocations(tx, ctx.orgId, { userId });
    if (revocations.length > 0) void revokeOnceGone(revocations);
  });
}

async function revokeOnceGone(revocations: readonly Revocation[]): Promise<void> {
  try {
    for (let check = 0; check < REMOVAL_CHECKS; check++) {
      await pause(REMOVAL_CHECK_MS);
      if ((await countExisting(revocations.map(({ connectionId }) => connectionId))) > 0) continue;
      for (const { orgId, userId, connectionId } of revocations)
        sessionPool().drop(poolKey(orgId, userId, connectionId));
      return await revokeTokens(revocations);
    }
  } catch (error) {
    log().warn({ err: error }, "the tokens of a removed member could not be revoked");
  }
}
