import { z } from "zod";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { PolicyInput } from "#lib/policy/types.ts";
import type { CurrentTool } from "./circumstances.ts";

/** What a plan says of the tools it may use: each one as its person was shown it. */
const plannedToolsSchema = z.object({
  tools: z.array(
    z.object({
      connectorId: z.string(),
      connectionId: z.string(),
      toolName: z.string(),
      definitionHash: z.string(),
    }),
  ),
});

type PlannedCall = { runId: string; connectorId: string; toolName: string; tool: CurrentTool | null };

/**
 * Whether the plan behind a call of research names its tool, at this account and as it is now, and the investigation is
 * at work with its person's approval.
 */
export async function researchScopeOf(
  client: Tx,
  ctx: OrgContext,
  call: PlannedCall,
): Promise<PolicyInput["research"]> {
  const { runId, connectorId, toolName, tool } = call;
  const work = await client.research.findFirst({
    where: {
      runId,
      orgId: ctx.orgId,
      userId: ctx.userId,
      state: { in: ["working", "writing"] },
      approvedAt: { not: null },
    },
    select: { plan: true },
  });
  const plan = plannedToolsSchema.safeParse(work?.plan);
  if (!plan.success || tool === null) return { isInPlan: false };
  const isNamed = (one: (typeof plan.data.tools)[number]) =>
    one.connectorId === connectorId &&
    one.connectionId === tool.connectionId &&
    one.toolName === toolName &&
    one.definitionHash === tool.hash;
  return { isInPlan: plan.data.tools.some(isNamed) };
}
