import type { OrgContext } from "#lib/platform/ids.ts";
import { PLAN_TOOLS_MAX } from "#lib/research/constants.ts";
import type { Candidate } from "#lib/research/plan.ts";
import { mayRunInResearch } from "#lib/tool-calls/research.ts";
import { conversationConnectors, conversationTools, type Tool } from "../toolset.ts";

/** A tool that a plan may name. */
export type ReadTool = Candidate & Pick<Tool, "description">;

/**
 * The tools that may be in a plan: of the person's own accounts, switched on in this conversation, called a read by the
 * owners for the very definition they have now, and such that nobody wants to be asked about them. The last word on each
 * is the door's own rule.
 */
export async function readTools(ctx: OrgContext, conversationId: string): Promise<ReadTool[]> {
  const [tools, connectors] = await Promise.all([
    conversationTools(ctx, conversationId),
    conversationConnectors(ctx, conversationId),
  ]);
  const connectorOf = new Map(connectors.map((connector) => [connector.connectorId, connector]));
  const allowed: ReadTool[] = [];
  for (const tool of tools) {
    const connector = connectorOf.get(tool.connectorId);
    const isRead = connector?.tools.some(({ name, kind }) => name === tool.toolName && kind === "read");
    if (!tool.isOffered || !isRead || !(await mayRunInResearch(ctx, conversationId, tool))) continue;
    allowed.push({ ...tool, accountName: connector?.connection?.accountName ?? null });
    if (allowed.length === PLAN_TOOLS_MAX) break;
  }
  return allowed;
}
