import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { cancelToolCall } from "#lib/tool-calls/mutations.ts";
import { logChangedCalls } from "./mutations.ts";

/** Ends one of my calls and leaves the rest of the answer alone; what was sent is ended by the worker that holds it. */
export async function cancelCall(ctx: OrgContext, toolCallId: string): Promise<Result<void, "not_found">> {
  const changed = await cancelToolCall(ctx, toolCallId);
  if (!changed) return err("not_found");
  await logChangedCalls([changed]);
  return ok(undefined);
}
