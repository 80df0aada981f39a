import { safeReturnTo } from "#lib/auth/return-to.ts";
import { clientDocumentUrl, redirectUri } from "#lib/connectors/addresses.ts";
import { authenticationOf } from "#lib/connectors/authentication.ts";
import { askAnonymously } from "#lib/connectors/check-connector.ts";
import { blockedConnectors, findConnector } from "#lib/connectors/data.ts";
import { poolKey } from "#lib/connectors/pool-key.ts";
import type { Connector } from "#lib/connectors/types.ts";
import { wantedScope } from "#lib/credentials/data.ts";
import { exchange } from "#lib/credentials/exchange.ts";
import { registrationFor } from "#lib/credentials/registrations.ts";
import { sealFlowKey, sealVerifier } from "#lib/credentials/sealed.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { beginAuthorization } from "#lib/oauth/authorization.ts";
import { discoverAuthorization } from "#lib/oauth/discovery.ts";
import type { OAuthProblem } from "#lib/oauth/types.ts";
import { newId, type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { attempt } from "#lib/traces/record.ts";
import { connectAtOnce, grantOf } from "./connect-at-once.ts";
import { connectWithHeaders } from "./connect-with-headers.ts";
import { DEFAULT_ACCOUNT, DISCOVERY_MS, MAX_ACCOUNTS } from "./constants.ts";
import { accountKeys } from "./data.ts";
import type { ConnectCode } from "./errors.ts";
import { insertFlow, saveConnection } from "./mutations.ts";
import type { ConnectInput } from "./schema.ts";
import { syncTools } from "./tools.ts";
import type { BeginOutcome } from "./types.ts";
import { AWAY, connectVerdict } from "./verdict.ts";

type Caller = OrgContext & { sessionId: string };

/**
 * Connects the caller's account: at once where the server asks for no sign-in; else prepares the sign-in, from the
 * server's own challenge to the provider's address, and keeps what is needed to finish it.
 * @param documentUrl where the connector's client metadata document is; null: where no provider could read it
 */
export function beginConnect(
  caller: Caller,
  input: ConnectInput,
  documentUrl = clientDocumentUrl(input.connectorId),
): Promise<Result<BeginOutcome, ConnectCode>> {
  const traceId = newId("trace");
  const subject = { orgId: caller.orgId, userId: caller.userId, connectorId: input.connectorId };
  return attempt("connect", subject, () => begin(caller, input, documentUrl, traceId), {
    traceId,
    judge: (begun) => (begun.ok && begun.value.kind !== "connected" ? AWAY : connectVerdict(begun.ok || begun.error)),
  });
}

async function begin(
  caller: Caller,
  { connectorId, returnTo, account, headers }: ConnectInput,
  documentUrl: string | null,
  traceId: string,
): Promise<Result<BeginOutcome, ConnectCode>> {
  const connector = await findConnector(caller, connectorId);
  if (!connector) return err("not_found");
  if ((await blockedConnectors(caller)).has(connectorId)) return err("blocked");
  const accountKey = await keyOf(caller, connectorId, account);
  if (!accountKey.ok) return accountKey;
  const authentication = authenticationOf(connector.settings);
  if (authentication === "headers") {
    const given = headers ? Object.fromEntries(headers.map(({ name, value }) => [name, value])) : null;
    return connectWithHeaders(caller, connector, accountKey.value, given);
  }
  const asked = await askAnonymously(connector.url);
  if (asked.ok) return connectWithoutSignIn(caller, connector, accountKey.value);
  if (asked.error.reason !== "needs_authorization") return err(`mcp.${asked.error.reason}` as const);
  if (authentication === "none") return err("sign_in_off");
  const sought = { challenge: asked.error.challenge ?? null, documentUrl, accountKey: accountKey.value, traceId };
  return beginSignIn(caller, connector, sought, safeReturnTo(returnTo));
}

/** The key of the account that is meant; a name in use is refused, so that no account is connected over another. */
async function keyOf(
  ctx: OrgContext,
  connectorId: string,
  account: ConnectInput["account"],
): Promise<Result<string, ConnectCode>> {
  const own = await accountKeys(ctx, connectorId);
  const [first] = own;
  if (!account || !first) return ok(first?.accountKey ?? DEFAULT_ACCOUNT);
  if ("id" in account) {
    const meant = own.find(({ id }) => id === account.id);
    return meant ? ok(meant.accountKey) : err("not_found");
  }
  const isTaken = own.some(({ accountKey }) => accountKey === account.name);
  if (isTaken || account.name === DEFAULT_ACCOUNT) return err("account_name_taken");
  return own.length < MAX_ACCOUNTS ? ok(account.name) : err("too_many_accounts");
}

async function connectWithoutSignIn(
  ctx: OrgContext,
  connector: Connector,
  accountKey: string,
): Promise<Result<BeginOutcome, ConnectCode>> {
  const connectionId = await saveConnection(ctx, connector, null, accountKey);
  if (connectionId === null) return err("connector_changed");
  sessionPool().drop(poolKey(ctx.orgId, ctx.userId, connectionId));
  await syncTools(ctx, connectionId);
  return ok({ kind: "connected" });
}

async function beginSignIn(
  caller: Caller,
  connector: Connector,
  {
    challenge,
    documentUrl,
    accountKey,
    traceId,
  }: { challenge: string | null; documentUrl: string | null; accountKey: string; traceId: string },
  returnTo: string,
): Promise<Result<BeginOutcome, ConnectCode>> {
  const settings = connector.settings.oauth;
  const { fetch, allowHttp } = exchange(DISCOVERY_MS);
  const target = await discoverAuthorization({ serverUrl: connector.url, challenge, settings, fetch, allowHttp });
  if (!target.ok) return failed(connector, target.error);
  const { issuer, metadata } = target.value;
  const callback = redirectUri(connector.id);
  const grant = grantOf(connector.settings);
  const registration = await registrationFor(caller, {
    connectorId: connector.id,
    target: target.value,
    redirectUri: callback,
    cimdUrl: documentUrl,
    grant,
    authMethod: settings.authMethod,
  });
  if (!registration.ok) return failed(connector, registration.error);
  if (grant !== "authorization_code") {
    const granted = { grant, target: target.value, registration: registration.value, accountKey };
    const connected = await connectAtOnce(caller, connector, granted);
    return connected.ok ? ok({ kind: "connected" }) : failed(connector, connected.error);
  }
  const { id: registrationId, client } = registration.value;
  const begun = await beginAuthorization({
    target: target.value,
    client,
    redirectUri: callback,
    settings,
    grantedScope: await wantedScope(caller, { connectorId: connector.id, accountKey }, issuer),
    allowHttp,
  });
  if (!begun.ok) return failed(connector, begun.error);

  const { url, state, codeVerifier, resource, scope, dpopKey } = begun.value;
  const id = newId("flow");
  const place = { orgId: caller.orgId, userId: caller.userId, flowId: id };
  const isKept = await insertFlow(caller, caller.sessionId, sha256(state), connector, {
    id,
    registrationId,
    issuer,
    verifierBox: sealVerifier(codeVerifier, place),
    dpopKeyBox: dpopKey && sealFlowKey(dpopKey, place),
    metadata,
    resource,
    scope,
    redirectUri: callback,
    returnTo,
    accountKey,
    traceId,
  });
  if (!isKept) return failed(connector, { reason: "connector_changed" });
  const scopes = scope?.split(" ").filter(Boolean) ?? [];
  return ok({ kind: "sign_in", url, host: new URL(url).host, scopes });
}

function failed(
  connector: Connector,
  problem: OAuthProblem | { reason: "issuer_changed" | "connector_changed" },
): Result<never, ConnectCode> {
  log().info({ connectorId: connector.id, problem }, "a sign-in could not be prepared");
  return "step" in problem ? err(`oauth.${problem.reason}` as const) : err(problem.reason);
}
