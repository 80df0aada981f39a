import { estimateTokens } from "#lib/models/estimate-tokens.ts";
import { recordUsage, releaseTokens, reserveTokens } from "#lib/models/mutations/usage.ts";
import type { TokenCount, UsageSubject } from "#lib/models/types.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { ok, type Result } from "#lib/platform/result.ts";

/** What one answer costs, from before a model is asked until it has answered. */
export type AnswerCost = {
  /** It has answered. With `tx`, stored together with the answer. */
  record(tokens: TokenCount, tx?: Tx): Promise<void>;
  /** It has not come to an end; what it said is estimated, nothing said costs nothing. */
  giveUp(said: string): Promise<void>;
};

/**
 * Before a model is asked for anything on a person's behalf: sets aside what the answer may take. Refused once the
 * person's tokens of today are used up.
 */
export async function beginCost(
  ctx: OrgContext,
  subject: UsageSubject,
  question: { messages: readonly unknown[]; tools: readonly unknown[] },
): Promise<Result<AnswerCost, "token_limit">> {
  const reserved = await reserveTokens(ctx, subject, estimateTokens(question, 0).inputTokens);
  if (!reserved.ok) return reserved;
  const since = performance.now();
  const record = (tokens: TokenCount, tx?: Tx) => {
    const durationMs = performance.now() - since;
    return recordUsage(ctx, reserved.value, { ...subject, ...tokens, durationMs }, tx);
  };
  return ok({
    record,
    giveUp: (said) =>
      said === ""
        ? releaseTokens(ctx, reserved.value)
        : record({ ...estimateTokens(question, said.length), isEstimated: true }),
  });
}
