import type { OrgContext } from "#lib/platform/ids.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import { accountStandings } from "./data/standings.ts";
import type { AccountStanding } from "./types.ts";

/** How each of the caller's accounts stands now: what would fail if a conversation used it. */
export async function listStandings(ctx: OrgContext): Promise<Result<AccountStanding[], never>> {
  return ok(await accountStandings(ctx));
}
