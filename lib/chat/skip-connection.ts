import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { skipConnection } from "#lib/tool-calls/mutations/connection.ts";
import { logChangedCalls } from "./mutations.ts";

/** Goes on without the connector that one of my calls waits for: all that wait for it in the same answer end. */
export async function skipConnectionOf(ctx: OrgContext, toolCallId: string): Promise<Result<void, "not_found">> {
  const changed = await skipConnection(ctx, toolCallId);
  if (changed.length === 0) return err("not_found");
  await logChangedCalls(changed);
  return ok(undefined);
}
