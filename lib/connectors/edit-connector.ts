import type { OwnClient } from "#lib/credentials/own-client.ts";
import { isUsableSecret } from "#lib/credentials/registrations.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { serverUrl } from "./add-connector.ts";
import { mayManage } from "./addresses.ts";
import type { ClientPlan, EditPlan } from "./apply-edit.ts";
import { authenticationOf, headerNames, settingsFrom, sharedValues, usesOAuth } from "./authentication.ts";
import { checkConnector } from "./check-connector.ts";
import { connectionFacts, findConnector, ownClientOf, sharedHeaderDates, sharedHeaders } from "./data.ts";
import { type ConnectorVersion, impactOf, isMoved } from "./edit-impact.ts";
import type { EditProblem } from "./errors.ts";
import { letGo } from "./let-go.ts";
import { updateConnector } from "./mutations.ts";
import type { ConnectorCheck, EditInput, ShownImpact } from "./schema.ts";
import type { EditPreview } from "./types.ts";

/** What an edit would do to the people who are connected, before it is saved. Changes nothing, sends nothing. */
export async function previewEdit(ctx: OrgContext, input: EditInput): Promise<Result<EditPreview, EditProblem>> {
  const plan = await planEdit(ctx, input);
  if (!plan.ok) return plan;
  const { connector, before, after } = plan.value;
  const { kept, ended } = impactOf(before, after, await connectionFacts(ctx, connector.id));
  return ok({ kept, ended, updatedAt: connector.updatedAt.toISOString() });
}

/**
 * Saves an edit. Connections that it leaves valid go on; the others end, their tokens are deleted here and revoked at
 * their provider, and never sent anywhere again.
 * @param shown what the owner was shown of the consequences; when it does not hold any more, nothing is saved
 */
export async function editConnector(
  ctx: OrgContext,
  input: EditInput,
  shown: ShownImpact | null = null,
): Promise<Result<{ connectionsEnded: number; check: ConnectorCheck | null }, EditProblem>> {
  const planned = await planEdit(ctx, input);
  if (!planned.ok) return planned;
  const check = await checkAgain(ctx, planned.value);
  const ended = await updateConnector(ctx, { ...planned.value, check, shown });
  if (!ended.ok) return ended;
  await letGo(ctx, ended.value);
  return ok({ connectionsEnded: ended.value.connections.length, check });
}

type Plan = Omit<EditPlan, "check" | "shown">;

async function planEdit(ctx: OrgContext, input: EditInput): Promise<Result<Plan, EditProblem>> {
  const connector = mayManage(ctx) ? await findConnector(ctx, input.connectorId) : null;
  if (!connector) return err("not_found");
  const url = serverUrl(input.url);
  if (!url.ok) return url;
  const settings = input.settings ? settingsFrom(input.settings, connector.settings) : connector.settings;
  const values = input.settings ? sharedValues(input.settings) : {};
  const own = await ownClientOf(ctx, connector.id);
  const before: ConnectorVersion = {
    url: connector.url,
    settings: connector.settings,
    client: own && { clientId: own.clientId, hasSecret: own.hasSecret },
  };
  const after = { url: url.value.href, settings, client: clientAfter(before, settings, input.client) };
  const isElsewhere = isMoved(before.url, after.url);

  const stored = await sharedHeaderDates(ctx, connector.id);
  const hasValue = (name: string) => Object.hasOwn(values, name) || (stored.has(name) && !isElsewhere);
  if (!headerNames(settings, "organization").every(hasValue)) return err("header_value_required");
  if (settings.signIn === "organization" && !after.client?.hasSecret) return err("client_required");
  if (input.client?.secret.change === "set" && !isUsableSecret(input.client.secret.value))
    return err("client_key_unusable");
  const client = planClient(own, after.client, input.client, isElsewhere);
  if (!client.ok) return client;
  return ok({ connector, name: input.name, before, after, client: client.value, values });
}

function clientAfter(
  before: ConnectorVersion,
  settings: ConnectorVersion["settings"],
  given: EditInput["client"],
): ConnectorVersion["client"] {
  if (!usesOAuth(authenticationOf(settings))) return null;
  if (!given) return before.client;
  const { clientId, secret } = given;
  if (clientId === null) return null;
  const isSame = clientId === before.client?.clientId;
  const hasKept = secret.change === "keep" && isSame && before.client?.hasSecret === true;
  return { clientId, hasSecret: secret.change === "set" || hasKept };
}

/** A secret that is kept goes only to the service it is known to belong to: moved before the first sign-in, it is asked for. */
function planClient(
  own: OwnClient | null,
  after: ConnectorVersion["client"],
  given: EditInput["client"],
  isElsewhere: boolean,
): Result<ClientPlan, "client_secret_required"> {
  const typed = given?.secret.change === "set" ? given.secret.value : null;
  if (after === null) return ok(own ? { kind: "replace", client: null } : { kind: "keep" });
  const { clientId, hasSecret } = after;
  const isSame = own?.clientId === clientId && own.hasSecret === hasSecret;
  if (isSame && typed === null) {
    if (!isElsewhere || (hasSecret && own.issuer !== "")) return ok({ kind: "keep" });
    if (hasSecret) return err("client_secret_required");
  }
  if (isSame && typed !== null && !isElsewhere) return ok({ kind: "secret", clientSecret: typed });
  return ok({ kind: "replace", client: { clientId, clientSecret: typed } });
}

/** Looks at the server again where the edit changes what it is asked, or with which key. */
async function checkAgain(ctx: OrgContext, plan: Plan): Promise<ConnectorCheck | null> {
  const { connector, before, after, values } = plan;
  const asks = ({ url, settings }: ConnectorVersion) => JSON.stringify([url, settings.signIn, settings.headers]);
  if (asks(before) === asks(after) && Object.keys(values).length === 0) return null;
  const stored = isMoved(before.url, after.url) ? {} : await sharedHeaders(ctx, connector);
  const shared = headerNames(after.settings, "organization");
  const sent = Object.entries({ ...stored, ...values }).filter(([name]) => shared.includes(name));
  return checkConnector(new URL(after.url), after.settings, Object.fromEntries(sent));
}
