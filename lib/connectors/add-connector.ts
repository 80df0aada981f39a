import { isUsableSecret } from "#lib/credentials/registrations.ts";
import { checkUrl } from "#lib/platform/http/guarded-fetch.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { collected, keepTrace } from "#lib/traces/record.ts";
import type { TraceStep } from "#lib/traces/types.ts";
import { isCallbackReachable, mayManage, redirectUri } from "./addresses.ts";
import { headerNames, newSettings, sharedValues } from "./authentication.ts";
import { checkConnector, checkVerdict, suggestName } from "./check-connector.ts";
import type { AddProblem, UrlProblem } from "./errors.ts";
import { insertConnector, reserveConnectorId } from "./mutations.ts";
import type { AddInput, ConnectorCheck } from "./schema.ts";
import type { AddOutcome, Reservation } from "./types.ts";

/** Promises an id to whoever opened the add dialog, so that the callback URL can be registered at a provider first. */
export async function reserveConnector(ctx: OrgContext): Promise<Result<Reservation, "not_found">> {
  if (!mayManage(ctx)) return err("not_found");
  const connectorId = await reserveConnectorId(ctx);
  return ok({ connectorId, callbackUrl: redirectUri(connectorId), isCallbackReachable: isCallbackReachable() });
}

/** What was found at an address, and the steps of looking there. */
type Inspection = { check: ConnectorCheck; steps: TraceStep[]; suggestedName: string; host: string };

/** What a server is, before it is added, and the name to suggest for it. */
export async function inspectServer(
  ctx: OrgContext,
  address: string,
): Promise<Result<Inspection, UrlProblem | "not_found">> {
  if (!mayManage(ctx)) return err("not_found");
  const url = serverUrl(address);
  if (!url.ok) return url;
  const { value: check, trace } = await collected("check", () => checkConnector(url.value));
  return ok({ check, steps: trace?.steps ?? [], suggestedName: suggestName(url.value, check), host: url.value.host });
}

/** Adds a connector for everybody in the workspace after looking at its server; one that does not work only "anyway". */
export async function addConnector(ctx: OrgContext, input: AddInput): Promise<Result<AddOutcome, AddProblem>> {
  if (!mayManage(ctx)) return err("not_found");
  const url = serverUrl(input.url);
  if (!url.ok) return url;
  const settings = newSettings(input.settings);
  const values = input.settings ? sharedValues(input.settings) : {};
  if (!headerNames(settings, "organization").every((name) => Object.hasOwn(values, name)))
    return err("header_value_required");
  const { value: check, trace } = await collected("check", () => checkConnector(url.value, settings, values));
  const isWorking = check.outcome !== "failed" && check.outcome !== "key_refused";
  if (!isWorking && !input.anyway) return ok({ kind: "not_working", check, steps: trace?.steps ?? [] });
  if (!isUsableSecret(input.clientSecret)) return err("client_key_unusable");
  const inserted = await insertConnector(ctx, { ...input, url: url.value, check });
  if (!inserted.ok) return inserted;
  const subject = { orgId: ctx.orgId, userId: ctx.userId, connectorId: input.connectorId };
  await keepTrace(trace, subject, checkVerdict(check));
  return ok({ kind: "added", connectorId: input.connectorId, check });
}

/** An address that may be a connector's: https, or on the operator's EGRESS_ALLOW; without a fragment. */
export function serverUrl(text: string): Result<URL, UrlProblem> {
  const url = checkUrl(text);
  if (!url.ok) return err(isUrlProblem(url.error) ? url.error : "invalid_url");
  url.value.hash = "";
  return url;
}

function isUrlProblem(reason: string): reason is UrlProblem {
  return ["invalid_url", "scheme_not_allowed", "userinfo_not_allowed", "address_not_public"].includes(reason);
}
