import { revokeTokens } from "#lib/credentials/revoke-tokens.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { poolKey } from "./pool-key.ts";
import type { Ended } from "./types.ts";

/** After the rows are gone for certain: close what is open in this process, tell the providers. */
export async function letGo(ctx: OrgContext, ended: Ended): Promise<void> {
  for (const { id, userId } of ended.connections) sessionPool().drop(poolKey(ctx.orgId, userId, id));
  await revokeTokens(ended.revocations);
}
