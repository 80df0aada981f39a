import { decideApproval } from "#lib/approvals/decide.ts";
import type { DecisionError } from "#lib/approvals/errors.ts";
import type { Decision } from "#lib/approvals/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import { logChangedCalls } from "./mutations.ts";

/**
 * A person's answer to the question about one of their calls. The run that waited for it goes on, wherever its next
 * worker is; should this process end right after the decision, a worker's next look finds it.
 */
export async function decideCall(
  ctx: OrgContext,
  toolCallId: string,
  decision: Decision,
): Promise<Result<void, DecisionError>> {
  const decided = await decideApproval(ctx, { toolCallId, decision });
  if (!decided.ok) return decided;
  const { runId, conversationId } = decided.value;
  await logChangedCalls([
    { id: toolCallId, runId, conversationId, state: decision === "deny" ? "denied" : "approved" },
  ]);
  return ok(undefined);
}
