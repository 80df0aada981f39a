import type { RequestListener } from "node:http";
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, type McpServerFactory } from "@modelcontextprotocol/server";
import type { TokenGuard } from "./token-guard.ts";

/**
 * Serves an MCP server at `/mcp` by streamable HTTP, to clients of both protocol eras, to this machine only.
 * @param guard when given, every call needs a valid access token
 */
export function mcpEndpoint(factory: McpServerFactory, guard: TokenGuard | null = null): RequestListener {
  const mcp = createMcpHandler(factory);
  const handler = toNodeHandler({
    fetch: async (request, options) => {
      const path = new URL(request.url).pathname;
      const metadata = guard?.metadataResponse(path);
      if (metadata) return metadata;
      if (path !== "/mcp") return new Response("Not found", { status: 404 });
      if (guard === null) return mcp.fetch(request, options);
      const checked = await guard.check(request.headers.get("authorization"));
      return checked instanceof Response ? checked : mcp.fetch(request, { ...options, authInfo: checked });
    },
  });
  const isHostFine = localhostHostValidation();
  const isOriginFine = localhostOriginValidation();
  return (request, response) => {
    if (!isHostFine(request, response) || !isOriginFine(request, response)) return;
    handler(request, response).catch(() => response.destroy());
  };
}
