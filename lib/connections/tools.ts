import { definitionHash } from "#lib/mcp/definition.ts";
import { listTools } from "#lib/mcp/list-tools.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { McpReason } from "#lib/mcp/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { attempt } from "#lib/traces/record.ts";
import { connectionEndpoint, type EndpointProblem } from "./endpoint.ts";
import { markUnreachable, replaceTools, saveServerInfo } from "./mutations.ts";

export { connectionsWithTools, currentDefinition, serverInstructions } from "./data.ts";

const AWAY = new Set<McpReason>(["unreachable", "timeout", "server_error", "tls_failed", "not_mcp", "address_refused"]);

/** Reads the tools that one of the caller's own connections offers now, and keeps them. */
export function syncTools(ctx: OrgContext, connectionId: string): Promise<Synced> {
  return attempt("list", { orgId: ctx.orgId, userId: ctx.userId, connectionId }, () => sync(ctx, connectionId));
}

type Synced = Result<{ toolCount: number }, EndpointProblem | { reason: McpReason }>;

async function sync(ctx: OrgContext, connectionId: string): Promise<Synced> {
  const opened = await connectionEndpoint(ctx, connectionId);
  if (!opened.ok) return opened;
  const { endpoint, poolKey } = opened.value;
  const listed = await sessionPool().with(poolKey, endpoint, async (session) => {
    const tools = await listTools(session);
    return tools.ok ? ok({ tools: tools.value, protocol: session.protocol, info: session.info }) : tools;
  });
  const outcome = listed.ok ? listed.value : listed;
  if (!outcome.ok) {
    if (AWAY.has(outcome.error.reason)) await markUnreachable(ctx, connectionId);
    return err({ reason: outcome.error.reason });
  }
  const tools = outcome.value.tools.map((definition) => ({ definition, hash: definitionHash(definition) }));
  const kept = await replaceTools(ctx, connectionId, tools, outcome.value.protocol);
  if (kept) await saveServerInfo(ctx, connectionId, outcome.value.info);
  return kept ? ok({ toolCount: tools.length }) : err({ reason: "not_found" });
}
