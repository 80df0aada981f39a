import type { OrgContext } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import type { DecisionError } from "./errors.ts";
import { answerApproval } from "./mutations.ts";
import type { Decided, Decision } from "./types.ts";

/**
 * Takes a person's answer about a call that waits for them. Only the person whose conversation it is can answer, once,
 * before the question expires. What was asked is read from the stored rows; the browser says which call and which
 * answer, nothing else. "Allow always" also allows later calls of this tool, for this account and this definition.
 */
export function decideApproval(
  ctx: OrgContext,
  answer: { toolCallId: string; decision: Decision },
): Promise<Result<Decided, DecisionError>> {
  return answerApproval(ctx, answer.toolCallId, answer.decision);
}
