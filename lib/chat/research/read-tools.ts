import type { OrgContext } from "#lib/platform/ids.ts";
import { PLAN_TOOLS_MAX } from "#lib/research/constants.ts";
import { listReadTools } from "#lib/research/data.ts";
import type { Candidate } from "#lib/research/plan.ts";
import { mayRunInResearch } from "#lib/tool-calls/research.ts";
import { conversationConnectors, conversationTools, type Tool } from "../toolset.ts";

/** A tool that a plan may name. */
export type ReadTool = Candidate & Pick<Tool, "description" | "inputSchema">;

/**
 * The tools that may be in a plan: of the person's own accounts, switched on in this conversation, called a read by the
 * owners for the very definition they have now, and such that nobody wants to be asked about them. The last word on each
 * is the door's own rule.
 */
export async function readTools(ctx: OrgContext, conversationId: string): Promise<ReadTool[]> {
  const [tools, classes, connectors] = await Promise.all([
    conversationTools(ctx, conversationId),
    listReadTools(ctx),
    conversationConnectors(ctx, conversationId),
  ]);
  const key = ({ connectorId, toolName, definitionHash }: Pick<Tool, "connectorId" | "toolName" | "definitionHash">) =>
    JSON.stringify([connectorId, toolName, definitionHash]);
  const reads = new Set(classes.map(key));
  const named = new Map(connectors.map((connector) => [connector.connectorId, connector]));
  const allowed: ReadTool[] = [];
  for (const tool of tools.filter((one) => one.isOffered && reads.has(key(one)))) {
    if (allowed.length === PLAN_TOOLS_MAX) break;
    if (!(await mayRunInResearch(ctx, conversationId, tool))) continue;
    const connector = named.get(tool.connectorId);
    const { modelName, connectorId, connectionId, toolName, definitionHash, description, inputSchema } = tool;
    const title = connector?.tools.find(({ name }) => name === toolName)?.title ?? toolName;
    const connectorName = connector?.name ?? "";
    const accountName = connector?.connection?.accountName ?? null;
    allowed.push({
      modelName,
      connectorId,
      connectionId,
      toolName,
      definitionHash,
      description,
      inputSchema,
      title,
      connectorName,
      accountName,
    });
  }
  return allowed;
}
