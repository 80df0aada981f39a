import type { McpSession } from "#lib/mcp/session.ts";
import { openSession } from "#lib/mcp/session.ts";
import type { McpEndpoint, McpTool } from "#lib/mcp/types.ts";
import { createGuardedFetch } from "#lib/platform/http/guarded-fetch.ts";

/** An endpoint as the connections domain makes them, for a server on loopback. */
export function endpointFor(url: string, given: Partial<McpEndpoint> = {}): McpEndpoint {
  return {
    url,
    fetch: createGuardedFetch({ allow: [new URL(url).host] }),
    accessToken: async () => null,
    onUnauthorized: async () => false,
    remembered: null,
    ...given,
  };
}

/** A session that must open. */
export async function sessionFor(endpoint: McpEndpoint): Promise<McpSession> {
  const opened = await openSession(endpoint);
  if (!opened.ok) throw new Error(`Could not open a session: ${JSON.stringify(opened.error)}`);
  return opened.value;
}

/** The least definition of a tool. */
export function definitionOf(name: string, given: Partial<McpTool> = {}): McpTool {
  return { name, inputSchema: { type: "object" }, ...given };
}
