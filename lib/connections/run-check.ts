import { mayManage } from "#lib/connectors/addresses.ts";
import { askWithHeaders, checkVerdict, judgeCheck } from "#lib/connectors/check-connector.ts";
import { findConnector, sharedHeaders } from "#lib/connectors/data.ts";
import { saveCheck } from "#lib/connectors/mutations.ts";
import type { Connector } from "#lib/connectors/types.ts";
import { exchange } from "#lib/credentials/exchange.ts";
import { discoverAuthorization } from "#lib/oauth/discovery.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { recordStep, type TraceStep } from "#lib/platform/trace.ts";
import { collected, keepTrace, verdictOf } from "#lib/traces/record.ts";
import type { Verdict } from "#lib/traces/types.ts";
import { forMember } from "#lib/traces/view.ts";
import { DISCOVERY_MS } from "./constants.ts";
import { ownAccounts } from "./data.ts";
import { syncTools } from "./tools.ts";

/**
 * Goes the whole way to a connector's tools, step by step: to the server as a stranger, to its sign-in service where it
 * asks for one, and on to the tools with the caller's own account where there is one. Registers nothing and signs nobody
 * in. What an owner's look finds is kept as the connector's last check.
 * @param onStep told each step as it ends, as this person may see it
 */
export async function runCheck(
  ctx: OrgContext,
  connectorId: string,
  onStep: (step: TraceStep) => void,
): Promise<Result<Verdict, "not_found">> {
  const connector = await findConnector(ctx, connectorId);
  if (!connector) return err("not_found");
  const isOwner = mayManage(ctx);
  const tell = (step: TraceStep) => onStep(isOwner ? step : forMember(step));
  const { value: verdict, trace } = await collected("check", () => goTheWay(ctx, connector), tell);
  await keepTrace(trace, { orgId: ctx.orgId, userId: ctx.userId, connectorId }, verdict);
  return ok(verdict);
}

async function goTheWay(ctx: OrgContext, connector: Connector): Promise<Verdict> {
  const asked = await askWithHeaders(connector.url, await sharedHeaders(ctx, connector));
  const check = judgeCheck(asked, connector.settings);
  if (mayManage(ctx)) await saveCheck(ctx, connector, check);
  const found = checkVerdict(check);
  if (found.outcome === "failed") return found;
  if (check.outcome === "sign_in") {
    const { fetch, allowHttp } = exchange(DISCOVERY_MS);
    const challenge = asked.ok ? null : (asked.error.challenge ?? null);
    const settings = connector.settings.oauth;
    const target = await discoverAuthorization({ serverUrl: connector.url, challenge, settings, fetch, allowHttp });
    if (!target.ok) return verdictOf(target);
  }
  const accounts = await ownAccounts(ctx, connector.id);
  if (accounts.length > 0) return readTools(ctx, accounts);
  if (check.outcome !== "ready") recordStep("list", { outcome: "skipped", reason: "not_connected" });
  return found;
}

/** With each of the caller's accounts; the first that fails decides. */
async function readTools(ctx: OrgContext, accounts: readonly string[]): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const connectionId of accounts) verdicts.push(verdictOf(await syncTools(ctx, connectionId)));
  return verdicts.find(({ outcome }) => outcome === "failed") ?? { outcome: "ok", reason: null };
}
