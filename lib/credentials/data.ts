import type { ServerMetadata } from "#lib/oauth/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { REFRESH_EARLY_S } from "./constants.ts";
import type { Revocation, StoredRegistration } from "./types.ts";

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
  generation: number;
  /** Valid for longer than the margin. */
  fresh: boolean;
  /** Not expired yet. */
  usable: boolean;
  /** held: somebody refreshes; lapsed: somebody died doing so; cooling: the provider failed a moment ago. */
  lease: "free" | "held" | "lapsed" | "cooling";
};

/** A connection of this person: with tokens, or without because its server asks for no sign-in. */
export type ConnectionSecrets =
  | { kind: "open"; state: StoredCredential["state"] }
  | { kind: "tokens"; credential: StoredCredential };

/** The caller's own connection and its sealed tokens; null when there is none of theirs by that id. */
export async function readSecrets(ctx: OrgContext, connectionId: string): Promise<ConnectionSecrets | null> {
  const rows = await db().$queryRaw<(StoredCredential & { registrationId: string | null })[]>`
    SELECT c.org_id AS "orgId", c.user_id AS "userId", c.id AS "connectionId", c.connector_id AS "connectorId",
           c.state::text AS state, k.registration_id AS "registrationId", k.issuer, k.metadata, k.resource, k.scope,
           k.access_token_box AS "accessTokenBox", k.refresh_token_box AS "refreshTokenBox", k.generation,
           (k.expires_at IS NULL OR k.expires_at > now() + make_interval(secs => ${REFRESH_EARLY_S}::float8)) AS fresh,
           (k.expires_at IS NULL OR k.expires_at > now()) AS usable,
           CASE WHEN k.lease_until IS NULL OR (k.lease_token IS NULL AND k.lease_until <= now()) THEN 'free'
                WHEN k.lease_token IS NULL THEN 'cooling'
                WHEN k.lease_until > now() THEN 'held'
                ELSE 'lapsed' END AS lease
    FROM connections c LEFT JOIN credentials k ON k.org_id = c.org_id AND k.connection_id = c.id
    WHERE c.id = ${connectionId} AND c.org_id = ${ctx.orgId} AND c.user_id = ${ctx.userId}`;
  const row = rows[0];
  if (!row) return null;
  return row.registrationId === null ? { kind: "open", state: row.state } : { kind: "tokens", credential: row };
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
export async function wantedScope(ctx: OrgContext, connectorId: string, issuer: string): Promise<string | null> {
  const where = { orgId: ctx.orgId, issuer, connection: { connectorId, userId: ctx.userId } };
  return (await db().credential.findFirst({ where, select: { wantedScope: true } }))?.wantedScope ?? null;
}

/** One client registration of the workspace. */
export async function findRegistration(ctx: OrgContext, id: string): Promise<StoredRegistration | null> {
  return db().clientRegistration.findFirst({ where: { id, orgId: ctx.orgId }, omit: { createdAt: true } });
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

/** When the caller's tokens end for good, by connection: those that nothing can refresh. */
export async function listFinalExpiries(ctx: OrgContext): Promise<Map<string, Date>> {
  const rows = await db().credential.findMany({
    where: { orgId: ctx.orgId, refreshTokenBox: null, expiresAt: { not: null }, connection: { userId: ctx.userId } },
    select: { connectionId: true, expiresAt: true },
  });
  return new Map(rows.flatMap(({ connectionId, expiresAt }) => (expiresAt ? [[connectionId, expiresAt]] : [])));
}
