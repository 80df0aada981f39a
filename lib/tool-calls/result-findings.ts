import { surroundingsOf } from "#lib/connectors/data/neighbourhood.ts";
import { inspectResult } from "#lib/inspection/inspect-result.ts";
import type { Finding } from "#lib/inspection/types.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { Ending } from "./mutations.ts";

/** The end of a call with what the checks find in its result, to be stored with it. */
export async function withFindings(ctx: OrgContext, call: { connectorId: string }, ending: Ending): Promise<Ending> {
  if (!ending.result) return ending;
  return { ...ending, findings: await findingsIn(ctx, call.connectorId, ending.result) };
}

/** What the checks find in something that came from one of the workspace's connectors. */
export async function findingsIn(ctx: OrgContext, connectorId: string, result: McpToolResult): Promise<Finding[]> {
  const { names, connectors } = await surroundingsOf(ctx);
  return inspectResult(result, { slug: connectors.get(connectorId)?.slug ?? "", others: names });
}
