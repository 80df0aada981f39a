import { headerNames } from "#lib/connectors/authentication.ts";
import { askWithHeaders } from "#lib/connectors/check-connector.ts";
import { sharedHeaders } from "#lib/connectors/data.ts";
import { poolKey } from "#lib/connectors/pool-key.ts";
import type { Connector } from "#lib/connectors/types.ts";
import type { HeaderValues } from "#lib/credentials/headers.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import type { ConnectCode } from "./errors.ts";
import { saveConnection } from "./mutations.ts";
import { syncTools } from "./tools.ts";
import type { BeginOutcome } from "./types.ts";

/**
 * Connects the caller's account to a connector that is told by request headers who asks: at once where the organization
 * gives them all, else after the caller has given theirs. Nothing is kept that the server refuses.
 * @param given the caller's own values; null: they have not been asked yet
 */
export async function connectWithHeaders(
  ctx: OrgContext,
  connector: Connector,
  accountKey: string,
  given: HeaderValues | null,
): Promise<Result<BeginOutcome, ConnectCode>> {
  const names = headerNames(connector.settings, "member");
  if (names.length > 0 && given === null) return ok({ kind: "headers", names, host: new URL(connector.url).host });
  const own = given ?? {};
  const isComplete = names.length === Object.keys(own).length && names.every((name) => Object.hasOwn(own, name));
  if (!isComplete) return err("connector_changed");
  const asked = await askWithHeaders(connector.url, { ...(await sharedHeaders(ctx, connector)), ...own });
  if (!asked.ok && asked.error.reason !== "needs_authorization") return err(`mcp.${asked.error.reason}` as const);
  if (!asked.ok) return err(names.length > 0 ? "key_refused" : "shared_key_refused");
  const connectionId = await saveConnection(ctx, connector, null, accountKey, own);
  if (connectionId === null) return err("connector_changed");
  sessionPool().drop(poolKey(ctx.orgId, ctx.userId, connectionId));
  await syncTools(ctx, connectionId);
  return ok({ kind: "connected" });
}
