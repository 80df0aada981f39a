import { refreshIcon } from "#lib/connectors/icon.ts";
import type { ServerInfo } from "#lib/mcp/server-info.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { findConnection } from "./data.ts";
import { saveServerInfo } from "./mutations.ts";

/**
 * Keeps what the server of one of the caller's own connections says of itself. Its picture is looked at on the side:
 * nobody should have to wait for it.
 */
export async function noteServer(ctx: OrgContext, connectionId: string, info: ServerInfo): Promise<void> {
  const icons = info.icons.filter((source) => !source.startsWith("data:"));
  await saveServerInfo(ctx, connectionId, { ...info, icons });
  const connection = await findConnection(ctx, connectionId);
  if (!connection) return;
  const { connector } = connection;
  void refreshIcon(ctx, connector, info.icons).catch((error: unknown) =>
    log().warn({ err: error, connectorId: connector.id }, "a connector's picture could not be kept"),
  );
}
