import { findModel } from "#lib/models/data/models.ts";
import { db } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";

/** Chooses by which of the organization's models one of my conversations is answered, from its next step on. */
export async function chooseModel(
  ctx: OrgContext,
  id: string,
  modelId: string | null,
): Promise<Result<void, "not_found">> {
  if (modelId !== null && !(await findModel(ctx, modelId))) return err("not_found");
  const { count } = await db().conversation.updateMany({
    where: { id, orgId: ctx.orgId, userId: ctx.userId },
    data: { modelId },
  });
  return count === 1 ? ok(undefined) : err("not_found");
}
