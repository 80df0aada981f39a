import { decideApproval } from "#lib/approvals/decide.ts";
import type { DecisionError } from "#lib/approvals/errors.ts";
import type { Answer, Decision } from "#lib/approvals/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { canonicalArguments } from "#lib/tool-calls/arguments.ts";
import { logChangedCalls } from "./mutations.ts";

/** What goes with an answer; `arguments` are the call's as its person changed them. */
type WithAnswer = Omit<Answer, "decision" | "edited"> & { arguments?: { [key: string]: unknown } | undefined };

/**
 * A person's answer to the question about one of their calls. The run that waited for it goes on, wherever its next
 * worker is; should this process end right after the decision, a worker's next look finds it.
 */
export async function decideCall(
  ctx: OrgContext,
  toolCallId: string,
  decision: Decision,
  { arguments: changed, ...given }: WithAnswer = {},
): Promise<Result<void, DecisionError | "invalid_arguments">> {
  const edited = changed && canonicalArguments(changed);
  if (edited === null) return err("invalid_arguments");
  const decided = await decideApproval(ctx, { toolCallId, decision, ...given, edited });
  if (!decided.ok) return decided;
  const { runId, conversationId } = decided.value;
  const state = decision === "deny" ? "denied" : "approved";
  await logChangedCalls([{ id: toolCallId, runId, conversationId, state }]);
  return ok(undefined);
}
