import { contextIn } from "#lib/auth/data.ts";
import type { CurrentSession } from "#lib/auth/types.ts";
import { redirectUri } from "#lib/connectors/addresses.ts";
import { blockedConnectors, findConnector } from "#lib/connectors/data.ts";
import { poolKey } from "#lib/connectors/pool-key.ts";
import { findRegistration } from "#lib/credentials/data.ts";
import { exchange } from "#lib/credentials/exchange.ts";
import { dropWantedScope, expireRegistration } from "#lib/credentials/mutations.ts";
import { openRegistration } from "#lib/credentials/registrations.ts";
import { openFlowKey, openVerifier } from "#lib/credentials/sealed.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { finishAuthorization } from "#lib/oauth/token.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { sha256 } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { recordStep } from "#lib/platform/trace.ts";
import { attempt } from "#lib/traces/record.ts";
import { CONNECTORS_PAGE, TOKEN_REQUEST_MS } from "./constants.ts";
import { type FoundFlow, findFlow } from "./data.ts";
import type { ConnectCode } from "./errors.ts";
import { burnFlow, consumeFlow, type Flow, saveConnection } from "./mutations.ts";
import { syncTools } from "./tools.ts";
import { connectVerdict } from "./verdict.ts";

/** `confirm`: it is this person's sign-in, but not this browser session's; they have to say that it is theirs. */
export type FinishOutcome = { kind: "confirm" } | { kind: "done"; returnTo: string; code: "connected" | ConnectCode };

/**
 * Finishes a sign-in with what the provider's answer carries. Only the person who started it can, in the browser
 * session that started it, or by confirming; only for the connector whose redirect URI was used; only once, within ten
 * minutes. Nothing is stored otherwise.
 * @param query the query of the callback's address, without "?"
 */
export async function finishConnect(
  session: CurrentSession,
  { connectorId, query, isConfirmed }: { connectorId: string; query: string; isConfirmed: boolean },
): Promise<FinishOutcome> {
  const state = new URLSearchParams(query).get("state") ?? "";
  const stateHash = sha256(state);
  const { sessionId, user } = session;
  const flow = await consumeFlow({ stateHash, connectorId, userId: user.id, sessionId, isConfirmed });
  if (!flow) return whyNot(stateHash, connectorId, user.id);
  const workspace = session.workspaces.find(({ id }) => id === flow.orgId);
  if (!workspace || workspace.role === "auditor") return done(CONNECTORS_PAGE, "not_found");
  const subject = { orgId: flow.orgId, userId: user.id, connectorId };
  const finishing = () => finish(contextIn(workspace, user.id), flow, state, query);
  const options = { judge: connectVerdict, continues: flow.traceId };
  return done(flow.returnTo, await attempt("connect", subject, finishing, options));
}

/** Ends the trace of a sign-in that came back too late or to the wrong browser, for whoever began it. */
async function endTrace(flow: FoundFlow, connectorId: string, code: ConnectCode): Promise<void> {
  const subject = { orgId: flow.orgId, userId: flow.userId, connectorId };
  const refuse = async () => {
    recordStep("callback", { reason: code });
    return code;
  };
  await attempt("connect", subject, refuse, { judge: connectVerdict, continues: flow.traceId });
}

async function whyNot(stateHash: string, connectorId: string, userId: string): Promise<FinishOutcome> {
  const flow = await findFlow(stateHash, connectorId);
  if (!flow) return done(CONNECTORS_PAGE, "flow_unknown");
  if (flow.userId !== userId) {
    await burnFlow(flow.id);
    if (!flow.isUsed) await endTrace(flow, connectorId, "flow_someone_else");
    log().warn({ connectorId, flowId: flow.id }, "a sign-in came back in somebody else's browser");
    return done(CONNECTORS_PAGE, "flow_someone_else");
  }
  if (flow.isUsed) return done(flow.returnTo, "flow_used");
  if (flow.isExpired) {
    await endTrace(flow, connectorId, "flow_expired");
    return done(flow.returnTo, "flow_expired");
  }
  return { kind: "confirm" };
}

async function finish(ctx: OrgContext, flow: Flow, state: string, query: string): Promise<"connected" | ConnectCode> {
  const [connector, registration, blocked] = await Promise.all([
    findConnector(ctx, flow.connectorId),
    findRegistration(ctx, flow.registrationId),
    blockedConnectors(ctx),
  ]);
  if (!connector || !registration) return "connector_changed";
  if (blocked.has(connector.id)) return "blocked";
  const { issuer, metadata, resource } = flow;
  const place = { orgId: ctx.orgId, userId: ctx.userId, flowId: flow.id };
  const dpopKey = flow.dpopKeyBox === null ? null : openFlowKey(flow.dpopKeyBox, place);
  const finished = await finishAuthorization({
    issuer,
    metadata,
    client: openRegistration(registration).client,
    redirectUri: flow.redirectUri,
    callbackUrl: `${redirectUri(flow.connectorId)}?${query}`,
    expectedState: state,
    codeVerifier: openVerifier(flow.verifierBox, place),
    resource,
    dpopKey,
    ...exchange(TOKEN_REQUEST_MS),
  });
  if (!finished.ok) {
    log().info({ connectorId: connector.id, problem: finished.error }, "a sign-in did not succeed");
    if (finished.error.reason === "invalid_client") await expireRegistration(ctx.orgId, registration.id);
    const account = { connectorId: connector.id, accountKey: flow.accountKey };
    if (finished.error.reason === "invalid_scope") await dropWantedScope(ctx, account);
    return `oauth.${finished.error.reason}`;
  }
  const origin = {
    registrationId: registration.id,
    issuer,
    metadata,
    resource,
    grant: "authorization_code",
    dpopKey,
  } as const;
  const tokens = { ...finished.value, scope: finished.value.scope ?? flow.scope };
  const connectionId = await saveConnection(ctx, connector, { flowId: flow.id, origin, tokens }, flow.accountKey);
  if (connectionId === null) return "connector_changed";
  sessionPool().drop(poolKey(ctx.orgId, ctx.userId, connectionId));
  const synced = await syncTools(ctx, connectionId);
  if (!synced.ok)
    log().info({ connectionId, reason: synced.error.reason }, "connected, but its tools could not be read");
  return "connected";
}

function done(returnTo: string, code: "connected" | ConnectCode): FinishOutcome {
  return { kind: "done", returnTo, code };
}
