import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { isCallbackReachable, mayManage, redirectUri } from "./addresses.ts";
import { authenticationOf } from "./authentication.ts";
import { findConnector, ownClientOf, sharedHeaderDates } from "./data.ts";
import type { Connector, ConnectorSettingsView, EditableConnector } from "./types.ts";

/** What the edit dialog starts from, for those who may change the connector. */
export async function editableConnector(
  ctx: OrgContext,
  connectorId: string,
): Promise<Result<EditableConnector, "not_found">> {
  const connector = mayManage(ctx) ? await findConnector(ctx, connectorId) : null;
  if (!connector) return err("not_found");
  const { id, name, url } = connector;
  return ok({ id, name, url, ...(await settingsView(ctx, connector)) });
}

/**
 * What is set for a connector, without values of headers and secrets. Whoever may only look does not read what is sent
 * beside the standard parameters either: it may name a tenant.
 */
export async function settingsView(ctx: OrgContext, connector: Connector): Promise<ConnectorSettingsView> {
  const { settings, id } = connector;
  const [dates, own] = await Promise.all([sharedHeaderDates(ctx, id), ownClientOf(ctx, id)]);
  const { oauth } = settings;
  const named = Object.keys(oauth.extraParameters).map((name) => [name, ""]);
  return {
    authentication: authenticationOf(settings),
    headers: settings.headers.map(({ name, scope }) => ({ name, scope, setAt: dates.get(name) ?? null })),
    oauth: mayManage(ctx) ? oauth : { ...oauth, extraParameters: Object.fromEntries(named) },
    client: own && { clientId: own.clientId, hasSecret: own.hasSecret },
    callbackUrl: redirectUri(id),
    isCallbackReachable: isCallbackReachable(),
  };
}
