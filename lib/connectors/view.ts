import type { OrgContext } from "#lib/platform/ids.ts";
import { mayManage } from "./addresses.ts";
import type { ConnectorCheck } from "./schema.ts";
import type { Connector, ConnectorView } from "./types.ts";

/**
 * A connector as this person may see it: an address can hold a key in its path or query, so others see its host, and
 * nothing of what its server said when it failed, which may repeat the address.
 */
export function connectorView(ctx: OrgContext, connector: Connector): ConnectorView {
  const { id, slug, name, url, kind, auth, lastCheck, checkedAt, iconAt } = connector;
  const canManage = mayManage(ctx);
  const host = new URL(url).host;
  const iconUrl = iconAt && `/api/connectors/${id}/icon?v=${iconAt.getTime()}`;
  const shown = { id, slug, name, host, kind, auth, checkedAt, iconUrl, canManage };
  return canManage ? { ...shown, url, lastCheck } : { ...shown, url: null, lastCheck: withoutDetail(lastCheck) };
}

function withoutDetail(check: ConnectorCheck | null): ConnectorCheck | null {
  return check?.outcome === "failed" ? { outcome: "failed", reason: check.reason } : check;
}
