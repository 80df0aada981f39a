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
import { countExisting, findConnectionId } from "./data.ts";
import { deleteConnection } from "./mutations.ts";

/** Ends the caller's own connection to a connector: deletes tokens and tools here, then has the provider revoke them. */
export async function disconnect(ctx: OrgContext, connectorId: string): Promise<Result<void, "not_found">> {
  const connectionId = await findConnectionId(ctx, connectorId);
  const ended = connectionId && (await deleteConnection(ctx, connectionId));
  if (!ended) return err("not_found");
  sessionPool().drop(poolKey(ctx.orgId, ctx.userId, connectionId));
  await revokeTokens(ended.revocations);
  return ok(undefined);
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
