import type { OrgContext } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import type { DecisionError } from "./errors.ts";
import { answerApproval } from "./mutations/answer.ts";
import type { Answer, Decided } from "./types.ts";

/**
 * Takes a person's answer about a call that waits for them. Only the person whose conversation it is can answer, once,
 * before the question expires. What was asked is read from the stored rows; the browser says which question it showed,
 * which answer, and with it the arguments as the person wants them instead. "Allow always" also allows later calls of
 * this tool, for this account and this definition; an owner can allow them for everybody.
 */
export function decideApproval(
  ctx: OrgContext,
  { toolCallId, ...answer }: Answer & { toolCallId: string },
): Promise<Result<Decided, DecisionError>> {
  return answerApproval(ctx, toolCallId, answer);
}
