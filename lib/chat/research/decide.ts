import type { z } from "zod";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import type { ResearchError } from "#lib/research/errors.ts";
import type { researchDecisionInput } from "#lib/research/schema.ts";
import { startPlan, turnPlanDown } from "../mutations/research.ts";

export { askForReport } from "../mutations/research.ts";

/**
 * A person's answer about a plan of theirs, bound to the plan they were shown: "start" with what they left out or
 * reworded, or "decline". Once, before it expires.
 */
export function decideResearch(
  ctx: OrgContext,
  answer: z.infer<typeof researchDecisionInput>,
): Promise<Result<void, ResearchError>> {
  return answer.decision === "start"
    ? startPlan(ctx, answer.id, answer)
    : turnPlanDown(ctx, answer.id, answer.planHash);
}
