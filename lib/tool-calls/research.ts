import type { OrgContext } from "#lib/platform/ids.ts";
import { decide } from "#lib/policy/decide.ts";
import { circumstancesOf } from "./data/circumstances.ts";

type PlannedTool = { connectorId: string; connectionId: string; toolName: string; definitionHash: string };

/**
 * Whether a call of this tool would run in an investigation as things stand, if a plan named it: the door's own rule,
 * asked beforehand.
 */
export async function mayRunInResearch(ctx: OrgContext, conversationId: string, tool: PlannedTool): Promise<boolean> {
  const { input } = await circumstancesOf(ctx, { ...tool, conversationId, runId: "", origin: "research" });
  return decide({ ...input, research: { isInPlan: true } }).outcome === "allow";
}
