import type { OrgContext } from "#lib/platform/ids.ts";
import { mayManage } from "./addresses.ts";
import type { Connector, ConnectorView } from "./types.ts";

/** A connector as this person may see it: an address can hold a key in its path or query, so others see its host. */
export function connectorView(ctx: OrgContext, connector: Connector): ConnectorView {
  const { id, slug, name, url, kind, auth, lastCheck, checkedAt } = connector;
  const canManage = mayManage(ctx);
  const host = new URL(url).host;
  return { id, slug, name, host, url: canManage ? url : null, kind, auth, lastCheck, checkedAt, canManage };
}
