import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { append, inTransaction, lockMine } from "../mutations.ts";

/** Logs that another version of a message is shown; not while a run is going, which speaks on the path it began on. */
export async function chooseVersion(
  ctx: OrgContext,
  conversationId: string,
  messageId: number,
): Promise<Result<void, "not_found" | "run_in_progress">> {
  return inTransaction<void, "not_found" | "run_in_progress">(async (tx) => {
    if (!(await lockMine(tx, ctx, conversationId))) return err("not_found");
    const going = await tx.run.count({
      where: { orgId: ctx.orgId, conversationId, state: { in: ["queued", "running", "waiting"] } },
    });
    if (going > 0) return err("run_in_progress");
    await append(tx, { orgId: ctx.orgId, conversationId, runId: null }, [
      { type: "version_chosen", payload: { messageId } },
    ]);
    return ok(undefined);
  });
}
