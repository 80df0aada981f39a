import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { endGrant } from "./mutations.ts";

export { listGrants } from "./data.ts";

/** Takes back an "Allow always" of the caller's own: the next call of that tool asks again. */
export async function revokeGrant(ctx: OrgContext, grantId: string): Promise<Result<void, "not_found">> {
  return (await endGrant(ctx, grantId)) ? ok(undefined) : err("not_found");
}
