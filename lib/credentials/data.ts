import { oauthSettingsSchema } from "#lib/oauth/schema.ts";
import type { OAuthGrant, OAuthSettings, ServerMetadata } from "#lib/oauth/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { REFRESH_EARLY_S } from "./constants.ts";
import type { Revocation, StoredRegistration, TokenOwner } from "./types.ts";

/** One connection's sealed tokens. Everything about time was judged by the database's clock. */
export type StoredCredential = {
  orgId: string;
  userId: string;
  connectionId: string;
  connectorId: string;
  state: "connected" | "needs_reauth" | "degraded";
  registrationId: string;
  issuer: string;
  metadata: ServerMetadata;
  resource: string | null;
  scope: string | null;
  accessTokenBox: string;
  refreshTokenBox: string | null;
  /** How a new one is got without the person. */
  grant: OAuthGrant;
  tokenType: string;
  /** What the tokens are bound to, when their type is DPoP. */
  dpopKeyBox: string | null;
  generation: number;
  /** There is a way to get a new one without the person. */
  renewable: boolean;
  /** Valid for longer than the margin, or so short-lived that the margin would be all of it. */
  fresh: boolean;
  /** In the last part of its life. */
  due: boolean;
  /** Not expired yet. */
  usable: boolean;
  /** This access token was handed out before. */
  used: boolean;
  /** held: somebody refreshes; lapsed: somebody died doing so; cooling: the provider failed a moment ago. */
  lease: "free" | "held" | "lapsed" | "cooling";
};

/** A connection of this person: with tokens, or without because its server asks for no sign-in. */
export type ConnectionSecrets =
  | { kind: "open"; state: StoredCredential["state"] }
  | { kind: "tokens"; credential: StoredCredential };

/** The caller's own connection and its sealed tokens; null when there is none of theirs by that id. */
export async function readSecrets(owner: TokenOwner, connectionId: string): Promise<ConnectionSecrets | null> {
  const rows = await db().$queryRaw<(StoredCredential & { registrationId: string | null })[]>`
    SELECT c.org_id AS "orgId", c.user_id AS "userId", c.id AS "connectionId", c.connector_id AS "connectorId",
           c.state::text AS state, k.registration_id AS "registrationId", k.issuer, k.metadata, k.resource, k.scope,
           k.access_token_box AS "accessTokenBox", k.refresh_token_box AS "refreshTokenBox",
           k."grant", k.token_type AS "tokenType", k.dpop_key_box AS "dpopKeyBox", k.generation,
           (k.refresh_token_box IS NOT NULL OR k."grant" <> 'authorization_code') AS renewable,
           (k.expires_at IS NULL OR k.expires_at > now() + make_interval(secs => ${REFRESH_EARLY_S}::float8)
             OR COALESCE(k.refresh_at BETWEEN now() AND k.expires_at, false)) AS fresh,
           COALESCE(k.refresh_at <= now(), false) AS due,
           (k.expires_at IS NULL OR k.expires_at > now()) AS usable, k.used_at IS NOT NULL AS used,
           CASE WHEN k.lease_until IS NULL OR (k.lease_token IS NULL AND k.lease_until <= now()) THEN 'free'
                WHEN k.lease_token IS NULL THEN 'cooling'
                WHEN k.lease_until > now() THEN 'held'
                ELSE 'lapsed' END AS lease
    FROM connections c LEFT JOIN credentials k ON k.org_id = c.org_id AND k.connection_id = c.id
    WHERE c.id = ${connectionId} AND c.org_id = ${owner.orgId} AND c.user_id = ${owner.userId}`;
  const row = rows[0];
  if (!row) return null;
  return row.registrationId === null ? { kind: "open", state: row.state } : { kind: "tokens", credential: row };
}

/**
 * Connections whose token was used, is in the last part of its life and can be renewed, those that end first first
 * (system level: of every organization, for the sweep).
 */
export async function listDueConnections(limit: number): Promise<(TokenOwner & { connectionId: string })[]> {
  return db().$queryRaw`
    SELECT c.org_id AS "orgId", c.user_id AS "userId", c.id AS "connectionId"
    FROM credentials k JOIN connections c ON c.org_id = k.org_id AND c.id = k.connection_id
    WHERE k.refresh_at <= now() AND k.expires_at > now() AND k.used_at IS NOT NULL AND c.state <> 'needs_reauth'
      AND (k.refresh_token_box IS NOT NULL OR k."grant" <> 'authorization_code')
      AND (k.lease_until IS NULL OR k.lease_until <= now())
    ORDER BY k.expires_at LIMIT ${limit}`;
}

/** What the caller's own account was granted, and what its server has asked for beyond that. */
export async function readScopes(
  ctx: OrgContext,
  connectionId: string,
): Promise<{ scope: string | null; wantedScope: string | null } | null> {
  const where = { connectionId, orgId: ctx.orgId, connection: { userId: ctx.userId } };
  return db().credential.findFirst({ where, select: { scope: true, wantedScope: true } });
}

/** What the caller's sign-in to a connector has to ask this provider for, beside what the server asks of everybody. */
export async function wantedScope(
  ctx: OrgContext,
  account: { connectorId: string; accountKey: string },
  issuer: string,
): Promise<string | null> {
  const where = { orgId: ctx.orgId, issuer, connection: { ...account, userId: ctx.userId } };
  return (await db().credential.findFirst({ where, select: { wantedScope: true } }))?.wantedScope ?? null;
}

/** One client registration of the workspace. */
export async function findRegistration(ctx: Pick<OrgContext, "orgId">, id: string): Promise<StoredRegistration | null> {
  return db().clientRegistration.findFirst({ where: { id, orgId: ctx.orgId }, omit: { createdAt: true } });
}

/** What the owner set for a connector's sign-in, for whoever acts for one of its connections (system level). */
export async function oauthSettingsOf(orgId: string, connectorId: string): Promise<OAuthSettings> {
  const row = await db().connector.findFirst({ where: { id: connectorId, orgId }, select: { settings: true } });
  return oauthSettingsSchema.parse((row?.settings as { oauth?: unknown } | undefined)?.oauth ?? {});
}

/** The sealed keys by which a connector's clients sign (system level: their public halves are published). */
export async function listClientKeys(
  connectorId: string,
): Promise<{ id: string; orgId: string; connectorId: string; clientKeyBox: string | null }[]> {
  return db().clientRegistration.findMany({
    where: { connectorId, clientKeyBox: { not: null } },
    select: { id: true, orgId: true, connectorId: true, clientKeyBox: true },
    orderBy: { createdAt: "desc" },
  });
}

/** All registrations of one connector: at most one per issuer. */
export async function listRegistrations(ctx: OrgContext, connectorId: string): Promise<StoredRegistration[]> {
  return db().clientRegistration.findMany({ where: { connectorId, orgId: ctx.orgId }, omit: { createdAt: true } });
}

/** Which connections' tokens: one connection's, all of a connector's, or all of a person's in the workspace. */
export type TokenSelection = { connectionId: string } | { connectorId: string } | { userId: string };

/**
 * What it takes to revoke tokens at their provider, read before their rows are deleted in the same transaction.
 * @param orgId the workspace; the caller has checked that whoever acts may end these connections
 */
export async function collectRevocations(tx: Tx, orgId: string, selection: TokenSelection): Promise<Revocation[]> {
  const where = "connectionId" in selection ? { id: selection.connectionId } : selection;
  const connections = await tx.connection.findMany({
    where: { orgId, ...where },
    include: { credential: true, connector: { select: { registrations: { omit: { createdAt: true } } } } },
  });
  return connections.flatMap(({ id, userId, credential, connector }) => {
    if (!credential) return [];
    const registration = connector.registrations.find((row) => row.id === credential.registrationId) ?? null;
    const { accessTokenBox, refreshTokenBox } = credential;
    const metadata = credential.metadata as ServerMetadata;
    return [{ orgId, userId, connectionId: id, metadata, accessTokenBox, refreshTokenBox, registration }];
  });
}

/** When the caller's tokens end for good, by connection: those that only the person can renew. */
export async function listFinalExpiries(ctx: OrgContext): Promise<Map<string, Date>> {
  const rows = await db().credential.findMany({
    where: {
      orgId: ctx.orgId,
      grant: "authorization_code",
      refreshTokenBox: null,
      expiresAt: { not: null },
      connection: { userId: ctx.userId },
    },
    select: { connectionId: true, expiresAt: true },
  });
  return new Map(rows.flatMap(({ connectionId, expiresAt }) => (expiresAt ? [[connectionId, expiresAt]] : [])));
}
