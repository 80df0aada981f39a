import { blockedConnectors } from "#lib/connectors/data.ts";
import type { AskProblem } from "#lib/mcp/ask-server.ts";
import type { McpSession } from "#lib/mcp/session.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, type Result } from "#lib/platform/result.ts";
import { findConnection } from "./data.ts";
import { connectionEndpoint } from "./endpoint.ts";
import type { ContentReason } from "./errors.ts";
import { withoutAddress } from "./without-address.ts";

/** `detail` is the server's own words: a quotation, without the connector's address. */
export type ContentProblem = { reason: ContentReason; detail?: string };

/**
 * Asks the server of one of the caller's own connections something, through the session that its tools are called by
 * too. Refused for connectors that owners have blocked.
 * @param before done once it is clear that something will be asked, e.g. the record of it
 */
export async function withOwnSession<T>(
  ctx: OrgContext,
  connectionId: string,
  ask: (session: McpSession) => Promise<Result<T, AskProblem>>,
  before: (connectorId: string) => Promise<void> = async () => {},
): Promise<Result<T, ContentProblem>> {
  const connection = await findConnection(ctx, connectionId);
  if (!connection) return err({ reason: "not_found" });
  const { connector } = connection;
  if ((await blockedConnectors(ctx)).has(connector.id)) return err({ reason: "blocked" });
  if (connection.state === "needs_reauth") return err({ reason: "needs_reauth" });
  const opened = await connectionEndpoint(ctx, connectionId);
  if (!opened.ok) return err({ reason: opened.error.reason });
  const { endpoint, poolKey } = opened.value;
  await before(connector.id);
  const answered = await sessionPool().with(poolKey, endpoint, ask);
  const outcome = answered.ok ? answered.value : answered;
  if (outcome.ok) return outcome;
  const { reason, detail } = outcome.error;
  return err({ reason, ...(detail && { detail: withoutAddress(detail, endpoint.url) }) });
}
