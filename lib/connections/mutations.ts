import type { AuditEvent } from "#lib/audit/events.ts";
import { record } from "#lib/audit/record.ts";
import { authenticationOf } from "#lib/connectors/authentication.ts";
import { connectorSettingsSchema } from "#lib/connectors/schema.ts";
import type { Connector } from "#lib/connectors/types.ts";
import { collectRevocations, type TokenSelection } from "#lib/credentials/data.ts";
import { type HeaderValues, saveMemberHeaders } from "#lib/credentials/headers.ts";
import { dropTokens, saveTokens, type TokenOrigin } from "#lib/credentials/mutations.ts";
import type { Revocation } from "#lib/credentials/types.ts";
import type { ServerInfo } from "#lib/mcp/server-info.ts";
import type { McpTool, RememberedProtocol } from "#lib/mcp/types.ts";
import type { ServerMetadata, TokenSet } from "#lib/oauth/types.ts";
import { db, Prisma, type Tx } from "#lib/platform/db/client.ts";
import { newId, type OrgContext } from "#lib/platform/ids.ts";
import { noteAccount } from "./account-of-sign-in.ts";
import { CONNECTIONS_CHANNEL, DEFAULT_ACCOUNT, FLOW_MINUTES, MAX_FLOWS } from "./constants.ts";
import type { ToolsNotice } from "./schema.ts";

/** A sign-in at a provider that is under way. */
export type Flow = {
  id: string;
  orgId: string;
  connectorId: string;
  userId: string;
  registrationId: string;
  issuer: string;
  verifierBox: string;
  /** The key that its tokens will be bound to (RFC 9449), sealed. */
  dpopKeyBox: string | null;
  metadata: ServerMetadata;
  resource: string | null;
  scope: string | null;
  redirectUri: string;
  returnTo: string;
  /** Which of the person's accounts it is for. */
  accountKey: string;
  /** The trace that its end goes on with. */
  traceId: string | null;
};

/**
 * Keeps a sign-in for ten minutes of the database's clock, bound to person, browser session and connector. Refused when
 * the connector is not as it was when the sign-in was prepared: its tokens would be meant for the server before.
 */
export async function insertFlow(
  ctx: OrgContext,
  sessionId: string,
  stateHash: string,
  connector: Connector,
  flow: Omit<Flow, "orgId" | "userId" | "connectorId">,
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if (!(await lockIfUnchanged(tx, ctx, connector))) return false;
    await tx.$executeRaw`
      INSERT INTO oauth_flows (id, state_hash, org_id, connector_id, user_id, session_id, registration_id, issuer,
                               verifier_box, dpop_key_box, metadata, resource, scope, redirect_uri, return_to,
                               account_key, trace_id, expires_at)
      VALUES (${flow.id}, ${stateHash}, ${ctx.orgId}, ${connector.id}, ${ctx.userId}, ${sessionId},
              ${flow.registrationId}, ${flow.issuer}, ${flow.verifierBox}, ${flow.dpopKeyBox},
              ${JSON.stringify(flow.metadata)}::jsonb,
              ${flow.resource}, ${flow.scope}, ${flow.redirectUri}, ${flow.returnTo},
              ${flow.accountKey}, ${flow.traceId},
              now() + make_interval(mins => ${FLOW_MINUTES}::int))`;
    await tx.$executeRaw`
      DELETE FROM oauth_flows WHERE expires_at < now() - interval '1 day' OR id IN (
        SELECT id FROM oauth_flows WHERE user_id = ${ctx.userId} ORDER BY created_at DESC OFFSET ${MAX_FLOWS})`;
    return true;
  });
}

/**
 * Uses up a sign-in, once, if it is this person's, this connector's and unexpired; and this browser session's, unless
 * the person has just confirmed it.
 */
export async function consumeFlow(i: {
  stateHash: string;
  connectorId: string;
  userId: string;
  sessionId: string;
  isConfirmed: boolean;
}): Promise<Flow | null> {
  const rows = await db().$queryRaw<Flow[]>`
    UPDATE oauth_flows SET consumed_at = now()
    WHERE state_hash = ${i.stateHash} AND connector_id = ${i.connectorId} AND user_id = ${i.userId}
      AND (session_id = ${i.sessionId} OR ${i.isConfirmed}::boolean) AND consumed_at IS NULL AND expires_at > now()
    RETURNING id, org_id AS "orgId", connector_id AS "connectorId", user_id AS "userId",
      registration_id AS "registrationId", issuer, verifier_box AS "verifierBox",
      dpop_key_box AS "dpopKeyBox", metadata, resource, scope,
      redirect_uri AS "redirectUri", return_to AS "returnTo", account_key AS "accountKey",
      trace_id AS "traceId"`;
  return rows[0] ?? null;
}

/** Makes a sign-in useless after somebody else came back with it. */
export async function burnFlow(id: string): Promise<void> {
  await db().oAuthFlow.updateMany({ where: { id, consumedAt: null }, data: { consumedAt: new Date() } });
}

/** Tokens of a finished sign-in; null for a server that asks for none. */
export type SignedIn = { flowId: string | null; origin: TokenOrigin; tokens: TokenSet } | null;

/**
 * Stores the caller's connection to a connector, and its tokens or header values, together. Refused when the connector
 * was removed, moved to another address or told to authenticate otherwise meanwhile: nothing meant for one server may
 * reach another.
 * @param accountKey which of the caller's accounts; one more where they have none under this key
 * @param headers values the caller gave, by name
 * @returns the connection's id, or null
 */
export async function saveConnection(
  ctx: OrgContext,
  connector: Connector,
  signedIn: SignedIn,
  accountKey: string,
  headers: HeaderValues = {},
): Promise<string | null> {
  return db().$transaction(async (tx) => {
    const isUnchanged = await lockIfUnchanged(tx, ctx, connector);
    // Moving a connector deletes its flows, used ones too.
    const flowId = signedIn?.flowId ?? null;
    const isFlowGone = flowId !== null && (await tx.oAuthFlow.count({ where: { id: flowId, orgId: ctx.orgId } })) === 0;
    if (!isUnchanged || isFlowGone) return null;
    const key = { connectorId: connector.id, userId: ctx.userId, accountKey };
    const accountName = accountKey === DEFAULT_ACCOUNT ? null : accountKey;
    const { id } = await tx.connection.upsert({
      where: { connectorId_userId_accountKey: key },
      create: { id: newId("connection"), orgId: ctx.orgId, ...key, accountName },
      update: { state: "connected", stateReason: null },
      select: { id: true },
    });
    await noteSignIn(tx, ctx, id);
    const named = { id, connectorId: connector.id, unnamed: accountName };
    if (signedIn) {
      const { isOtherAccount } = await saveTokens(tx, ctx, id, signedIn.origin, signedIn.tokens);
      const { account } = signedIn.tokens;
      await noteAccount(tx, ctx, named, { account, isOtherAccount });
    } else {
      await dropTokens(tx, ctx, id);
    }
    const keyed = await saveMemberHeaders(tx, ctx, { connectorId: connector.id, connectionId: id }, headers);
    if (keyed.isOtherAccount) await noteAccount(tx, ctx, named, { account: undefined, ...keyed });
    const withoutSignIn = authenticationOf(connector.settings) === "headers" ? "headers" : "none";
    const auth = signedIn ? "oauth" : withoutSignIn;
    await tx.connector.updateMany({
      where: { id: connector.id, orgId: ctx.orgId, auth: { not: auth } },
      data: { auth },
    });
    await record(tx, ctx, {
      type: "connection.connected",
      subject: { type: "connection", id },
      data: { connectorId: connector.id, signIn: signedIn !== null, issuer: signedIn?.origin.issuer ?? null },
    });
    return id;
  });
}

/** Notes when its person connected an account, and tells whoever waits for that. */
async function noteSignIn(tx: Tx, ctx: OrgContext, connectionId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE connections SET signed_in_at = now() WHERE id = ${connectionId} AND org_id = ${ctx.orgId}`;
  await tx.$queryRaw`SELECT pg_notify(${CONNECTIONS_CHANNEL}, ${ctx.userId})::text`;
}

/**
 * Whether a connector still has the address and the way to authenticate that it was read with, and holds it so. Locked
 * as for a change, since its row may get one: two who share a lock and both want more would wait for each other.
 */
async function lockIfUnchanged(tx: Tx, ctx: OrgContext, connector: Connector): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ settings: unknown }[]>`
    SELECT settings FROM connectors WHERE id = ${connector.id} AND org_id = ${ctx.orgId} AND url = ${connector.url}
    FOR NO KEY UPDATE`;
  return row !== undefined && authenticatesAlike(row.settings, connector);
}

function authenticatesAlike(stored: unknown, { settings }: Connector): boolean {
  const now = connectorSettingsSchema.parse(stored);
  const how = ({ signIn, headers }: typeof settings) => JSON.stringify([signIn, headers]);
  return how(now) === how(settings);
}

/** Deletes the caller's connection to a connector with everything in it. Null when there is none. */
export async function deleteConnection(
  ctx: OrgContext,
  connectionId: string,
): Promise<{ revocations: Revocation[] } | null> {
  return db().$transaction(async (tx) => {
    const where = { id: connectionId, orgId: ctx.orgId, userId: ctx.userId };
    const connection = await tx.connection.findFirst({ where, select: { connectorId: true } });
    if (!connection) return null;
    // What a refresh is about to store is among what is revoked, or is not stored any more.
    await tx.$executeRaw`SELECT 1 FROM connections WHERE id = ${connectionId} AND org_id = ${ctx.orgId} FOR UPDATE`;
    const selection: TokenSelection = { connectionId };
    const revocations = await collectRevocations(tx, ctx.orgId, selection);
    const { count } = await tx.connection.deleteMany({ where });
    if (count === 0) return null;
    await record(tx, ctx, {
      type: "connection.disconnected",
      subject: { type: "connection", id: connectionId },
      data: { connectorId: connection.connectorId },
    });
    return { revocations };
  });
}

/** Gives one of the caller's own accounts another name. False when it is not theirs. */
export async function renameAccount(ctx: OrgContext, connectionId: string, name: string): Promise<boolean> {
  const where = { id: connectionId, orgId: ctx.orgId, userId: ctx.userId };
  return (await db().connection.updateMany({ where, data: { accountName: name } })).count === 1;
}

/**
 * A tool list as it was read. `expiresInMs`: how long it serves, null for as long as any. `expiryBefore`: what was known
 * of that when the reading began; news of a change that came meanwhile stands.
 */
export type ReadTools = {
  expiryBefore: Date | null;
  tools: readonly { definition: McpTool; hash: string }[];
  notice: ToolsNotice | null;
  expiresInMs: number | null;
  protocol: RememberedProtocol;
};

/**
 * Keeps the tools as the caller's account sees them now, and how its server speaks. Where the list was not read to its
 * end, tools known from before that it does not name stay. False when the connection is gone.
 */
export async function replaceTools(
  ctx: OrgContext,
  connectionId: string,
  { tools, notice, expiresInMs, expiryBefore, protocol }: ReadTools,
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const mine = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM connections WHERE id = ${connectionId} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}
      FOR UPDATE`;
    if (mine.length === 0) return false;
    const where = { connectionId, orgId: ctx.orgId };
    const known = await tx.toolDefinition.findMany({ where, select: { name: true, hash: true, seenAt: true } });
    const seenAt = new Map(known.map((tool) => [`${tool.hash} ${tool.name}`, tool.seenAt]));
    const names = tools.map(({ definition }) => definition.name);
    const isPartial = notice !== null && notice.partial !== null && notice.partial !== "limit";
    await tx.toolDefinition.deleteMany({ where: isPartial ? { ...where, name: { in: names } } : where });
    await tx.toolDefinition.createMany({
      data: tools.map(({ definition, hash }, position) => {
        const seen = seenAt.get(`${hash} ${definition.name}`);
        const json = JSON.parse(JSON.stringify(definition));
        return { ...where, name: definition.name, definition: json, hash, position, ...(seen && { seenAt: seen }) };
      }),
    });
    await tx.connection.updateMany({
      where: { id: connectionId, orgId: ctx.orgId },
      data: { toolsSyncedAt: new Date(), toolsNotice: notice ?? Prisma.DbNull, protocol },
    });
    await tx.$executeRaw`
      UPDATE connections SET tools_expire_at = now() + make_interval(secs => ${expiresInMs === null ? null : expiresInMs / 1000}::float)
      WHERE id = ${connectionId} AND org_id = ${ctx.orgId}
        AND tools_expire_at IS NOT DISTINCT FROM ${expiryBefore}::timestamptz`;
    await tx.connection.updateMany({
      where: { id: connectionId, orgId: ctx.orgId, state: "degraded", stateReason: "unreachable" },
      data: { state: "connected", stateReason: null },
    });
    return true;
  });
}

/** Notes that a connection's server does not answer; a connection that needs its person keeps saying so. */
export async function markUnreachable(ctx: OrgContext, connectionId: string): Promise<void> {
  await db().connection.updateMany({
    where: { id: connectionId, orgId: ctx.orgId, userId: ctx.userId, state: "connected" },
    data: { state: "degraded", stateReason: "unreachable" },
  });
}

/** Notes that a connection's server answers again. */
export async function markReachable(ctx: OrgContext, connectionId: string): Promise<void> {
  await db().connection.updateMany({
    where: { id: connectionId, orgId: ctx.orgId, userId: ctx.userId, state: "degraded", stateReason: "unreachable" },
    data: { state: "connected", stateReason: null },
  });
}

/** Notes that a server which asked for no sign-in now does, or refuses the key it took before. */
export async function markSignInNeeded(
  ctx: OrgContext,
  connectionId: string,
  stateReason: "sign_in_needed" | "key_refused",
): Promise<void> {
  await db().connection.updateMany({
    where: { id: connectionId, orgId: ctx.orgId, userId: ctx.userId, state: { not: "needs_reauth" } },
    data: { state: "needs_reauth", stateReason },
  });
}

/** Keeps what the server of one of the caller's own connections says of itself. */
export async function saveServerInfo(ctx: OrgContext, connectionId: string, info: ServerInfo): Promise<void> {
  await db().connection.updateMany({
    where: { id: connectionId, orgId: ctx.orgId, userId: ctx.userId },
    data: { server: info },
  });
}

/** Writes into the trail what the caller is about to read through one of their own connections. */
export async function recordRead(
  ctx: OrgContext,
  event: Extract<AuditEvent, { type: "connection.resourceRead" | "connection.promptRead" }>,
): Promise<void> {
  await db().$transaction((tx) => record(tx, ctx, event));
}

/** Notes that the server said its tools have changed: they are read again before the next turn. */
export async function markToolsChanged(ctx: OrgContext, connectionId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE connections SET tools_expire_at = now()
    WHERE id = ${connectionId} AND org_id = ${ctx.orgId} AND user_id = ${ctx.userId}`;
}
