import * as mcp from "#lib/mcp/resources.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";
import { type OrgContext, sha256 } from "#lib/platform/ids.ts";
import type { Result } from "#lib/platform/result.ts";
import { recordRead } from "./mutations.ts";
import { type ContentProblem, withOwnSession } from "./own-session.ts";

/** Characters of a scheme that the trail keeps. */
const SCHEME = /^[a-z][a-z0-9+.-]{0,31}(?=:)/i;

/** Reads a resource through one of the caller's own connections. The trail tells of it. */
export function readResource(
  ctx: OrgContext,
  connectionId: string,
  uri: string,
): Promise<Result<McpToolResult, ContentProblem>> {
  return withOwnSession(
    ctx,
    connectionId,
    (session) => mcp.readResource(session, uri),
    (connectorId) =>
      recordRead(ctx, {
        type: "connection.resourceRead",
        subject: { type: "connection", id: connectionId },
        data: { connectorId, scheme: SCHEME.exec(uri)?.[0] ?? "", uriHash: sha256(uri) },
      }),
  );
}
