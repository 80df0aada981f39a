import type { OrgContext } from "#lib/platform/ids.ts";
import { PLAN_TOOLS_MAX } from "#lib/research/constants.ts";
import type { Candidate } from "#lib/research/plan.ts";
import { mayRunInResearch } from "#lib/tool-calls/research.ts";
import { byFit } from "../tool-search/find-tools.ts";
import { conversationConnectors, conversationTools, type Tool } from "../toolset.ts";

/** A tool that a plan may name. */
export type ReadTool = Candidate & Pick<Tool, "description">;

/**
 * The tools that may be in a plan: of the person's own accounts, switched on in this conversation, called a read by the
 * owners for the very definition they have now, and such that nobody wants to be asked about them. The last word on each
 * is the door's own rule. Where there are more than a plan may have, those that fit the question best.
 */
export async function readTools(ctx: OrgContext, conversationId: string, question: string): Promise<ReadTool[]> {
  const [tools, connectors] = await Promise.all([
    conversationTools(ctx, conversationId),
    conversationConnectors(ctx, conversationId),
  ]);
  const connectorOf = new Map(connectors.map((connector) => [connector.connectorId, connector]));
  const reads = tools.map((tool) => {
    const own = connectorOf.get(tool.connectorId)?.tools;
    const isRead = own?.some(({ name, kind }) => name === tool.toolName && kind === "read");
    return { ...tool, isOffered: tool.isOffered && isRead === true };
  });
  const allowed = new Set<Tool>();
  for (const tool of await byFit(reads, question)) {
    if (await mayRunInResearch(ctx, conversationId, tool)) allowed.add(tool);
    if (allowed.size === PLAN_TOOLS_MAX) break;
  }
  return reads.flatMap((tool) => {
    const accountName = connectorOf.get(tool.connectorId)?.connection?.accountName ?? null;
    return allowed.has(tool) ? [{ ...tool, accountName }] : [];
  });
}
