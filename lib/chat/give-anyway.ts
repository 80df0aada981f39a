import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { giveAnyway } from "#lib/tool-calls/mutations/findings.ts";
import { logChangedCalls } from "./mutations.ts";

/** Has the assistant given what was withheld of the result of one of my calls; it reads it in its next step. */
export async function giveResultAnyway(ctx: OrgContext, toolCallId: string): Promise<Result<void, "not_found">> {
  const changed = await giveAnyway(ctx, toolCallId);
  if (!changed) return err("not_found");
  await logChangedCalls([changed]);
  return ok(undefined);
}
