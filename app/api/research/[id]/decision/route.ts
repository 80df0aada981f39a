import { orgRoute } from "#lib/auth/org-route.ts";
import { decideResearch } from "#lib/chat/research/decide.ts";
import { researchDecisionInput } from "#lib/research/schema.ts";

/** `{ decision, planHash, plan? }` about the plan of one of my investigations. What it holds is read from what is stored. */
export const POST = orgRoute({ name: "decideResearch", schema: researchDecisionInput }, (ctx, answer) =>
  decideResearch(ctx, answer),
);
