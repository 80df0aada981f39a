import { revokeTokens } from "#lib/credentials/revoke-tokens.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { serverUrl } from "./add-connector.ts";
import { mayManage } from "./addresses.ts";
import { checkConnector } from "./check-connector.ts";
import { findConnector } from "./data.ts";
import type { EditProblem } from "./errors.ts";
import { deleteConnector, type Ended, insertReport, saveCheck, savePolicy, updateConnector } from "./mutations.ts";
import { poolKey } from "./pool-key.ts";
import type { ConnectorCheck, EditInput, PolicyInput, ReportInput } from "./schema.ts";

/** Renames a connector or moves it to another address, which ends every connection to the old one. */
export async function editConnector(
  ctx: OrgContext,
  input: EditInput,
): Promise<Result<{ connectionsEnded: number }, EditProblem>> {
  const connector = mayManage(ctx) ? await findConnector(ctx, input.connectorId) : null;
  if (!connector) return err("not_found");
  const url = serverUrl(input.url);
  if (!url.ok) return url;
  const moved = url.value.href === connector.url ? null : { url: url.value, check: await checkConnector(url.value) };
  const ended = await updateConnector(ctx, connector, input.name, moved);
  if (!ended) return err("not_found");
  await letGo(ctx, ended);
  return ok({ connectionsEnded: ended.connections.length });
}

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
  const check = await checkConnector(new URL(connector.url));
  await saveCheck(ctx, connectorId, check);
  return ok(check);
}

/** Keeps a member's report about a connector of their workspace. */
export async function reportConnector(ctx: OrgContext, input: ReportInput): Promise<Result<void, "not_found">> {
  const connector = await findConnector(ctx, input.connectorId);
  if (!connector) return err("not_found");
  await insertReport(ctx, connector, input);
  return ok(undefined);
}

/** Decides for everybody in the workspace whether a tool runs, asks first, or is blocked. */
export async function setPolicy(ctx: OrgContext, input: PolicyInput): Promise<Result<void, "not_found">> {
  const connector = mayManage(ctx) ? await findConnector(ctx, input.connectorId) : null;
  if (!connector) return err("not_found");
  await savePolicy(ctx, input);
  return ok(undefined);
}

/** After the rows are gone for certain: close what is open in this process, tell the providers. */
async function letGo(ctx: OrgContext, ended: Ended): Promise<void> {
  for (const { id, userId } of ended.connections) sessionPool().drop(poolKey(ctx.orgId, userId, id));
  await revokeTokens(ended.revocations);
}
