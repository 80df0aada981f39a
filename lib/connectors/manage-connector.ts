import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { attempt } from "#lib/traces/record.ts";
import { mayManage } from "./addresses.ts";
import { checkConnector, checkVerdict } from "./check-connector.ts";
import { findConnector, sharedHeaders } from "./data.ts";
import { letGo } from "./let-go.ts";
import { deleteConnector, insertReport, saveCheck } from "./mutations.ts";
import type { ConnectorCheck, ReportInput } from "./schema.ts";

/** Removes a connector for everybody in the workspace: accounts, tokens (revoked at their provider), tools, permissions. */
export async function removeConnector(
  ctx: OrgContext,
  connectorId: string,
): Promise<Result<{ connectionsEnded: number }, "not_found">> {
  const connector = mayManage(ctx) ? await findConnector(ctx, connectorId) : null;
  const ended = connector && (await deleteConnector(ctx, connector));
  if (!ended) return err("not_found");
  await letGo(ctx, ended);
  return ok({ connectionsEnded: ended.connections.length });
}

/** Looks at a connector's server again. */
export async function recheckConnector(
  ctx: OrgContext,
  connectorId: string,
): Promise<Result<ConnectorCheck, "not_found">> {
  const connector = mayManage(ctx) ? await findConnector(ctx, connectorId) : null;
  if (!connector) return err("not_found");
  const { url, settings } = connector;
  const shared = await sharedHeaders(ctx, connector);
  const look = () => checkConnector(new URL(url), settings, shared);
  const subject = { orgId: ctx.orgId, userId: ctx.userId, connectorId };
  const check = await attempt("check", subject, look, { judge: checkVerdict });
  await saveCheck(ctx, connector, check);
  return ok(check);
}

/** Keeps a member's report about a connector of their workspace. */
export async function reportConnector(ctx: OrgContext, input: ReportInput): Promise<Result<void, "not_found">> {
  const connector = await findConnector(ctx, input.connectorId);
  if (!connector) return err("not_found");
  await insertReport(ctx, connector, input);
  return ok(undefined);
}
