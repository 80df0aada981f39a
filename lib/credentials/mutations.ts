import { record } from "#lib/audit/record.ts";
import type { OAuthGrant, PrivateKey, ServerMetadata, TokenSet } from "#lib/oauth/types.ts";
import { db, type Tx } from "#lib/platform/db/client.ts";
import { type OrgContext, sha256 } from "#lib/platform/ids.ts";
import { COOL_DOWN_S, LEASE_S, REFRESH_AHEAD } from "./constants.ts";
import type { StoredCredential } from "./data.ts";
import { sealDpopKey, sealToken } from "./sealed.ts";
import type { ReauthReason, StoredRegistration } from "./types.ts";

/** Where tokens came from, kept for refreshing and revoking them. */
export type TokenOrigin = {
  registrationId: string;
  issuer: string;
  metadata: ServerMetadata;
  resource: string | null;
  /** How they were got, and how the next ones are. */
  grant: OAuthGrant;
  /** What they were bound to, if their type is DPoP. */
  dpopKey: PrivateKey | null;
};

/**
 * Stores the tokens of a sign-in, in the transaction that stores its connection. A refresh of older tokens that is
 * still under way loses: the generation moves on. Nothing of older tokens is kept, but whose they were where the
 * provider does not say it this time.
 * @returns whether the provider says that this is somebody else than the last time
 */
export async function saveTokens(
  tx: Tx,
  ctx: OrgContext,
  connectionId: string,
  origin: TokenOrigin,
  tokens: TokenSet,
): Promise<{ isOtherAccount: boolean }> {
  const where = { connectionId, orgId: ctx.orgId };
  const before = await tx.credential.findFirst({ where, select: { accountHash: true } });
  const accountHash = tokens.account ? sha256(`${origin.issuer} ${tokens.account.subject}`) : null;
  const place = { orgId: ctx.orgId, userId: ctx.userId, connectionId };
  const access = sealToken(tokens.accessToken, "access_token_box", place);
  const refresh = tokens.refreshToken && sealToken(tokens.refreshToken, "refresh_token_box", place);
  const dpopKey = tokens.tokenType === "DPoP" && origin.dpopKey ? sealDpopKey(origin.dpopKey, place) : null;
  const lifeS = secondsLeft(tokens);
  await tx.$executeRaw`
    INSERT INTO credentials (connection_id, org_id, registration_id, issuer, "grant", resource, scope, token_type,
                             access_token_box, refresh_token_box, dpop_key_box, metadata, account_hash, expires_at,
                             refresh_at, updated_at)
    VALUES (${connectionId}, ${ctx.orgId}, ${origin.registrationId}, ${origin.issuer}, ${origin.grant},
            ${origin.resource}, ${tokens.scope}, ${tokens.tokenType}, ${access}, ${refresh}, ${dpopKey},
            ${JSON.stringify(origin.metadata)}::jsonb, ${accountHash}, now() + make_interval(secs => ${lifeS}::float8),
            now() + make_interval(secs => ${refreshInS(lifeS)}::float8), now())
    ON CONFLICT (connection_id) DO UPDATE SET
      registration_id = EXCLUDED.registration_id, issuer = EXCLUDED.issuer, resource = EXCLUDED.resource,
      "grant" = EXCLUDED."grant", dpop_key_box = EXCLUDED.dpop_key_box,
      wanted_scope = CASE WHEN credentials.issuer = EXCLUDED.issuer THEN credentials.wanted_scope END,
      scope = EXCLUDED.scope, token_type = EXCLUDED.token_type, access_token_box = EXCLUDED.access_token_box,
      refresh_token_box = EXCLUDED.refresh_token_box, metadata = EXCLUDED.metadata, expires_at = EXCLUDED.expires_at,
      account_hash = COALESCE(EXCLUDED.account_hash, credentials.account_hash), refresh_at = EXCLUDED.refresh_at, used_at = NULL,
      generation = credentials.generation + 1, lease_token = NULL, lease_until = NULL, updated_at = now()`;
  const isOtherAccount = !!before?.accountHash && accountHash !== null && before.accountHash !== accountHash;
  return { isOtherAccount };
}

/**
 * Keeps what the caller's own account lacks according to its server (403 `insufficient_scope`), together with what it
 * has: the next sign-in at the same provider asks for both (MCP authorization, "Scope Challenge Handling").
 */
export async function saveWantedScope(ctx: OrgContext, connectionId: string, wantedScope: string): Promise<void> {
  const connection = { orgId: ctx.orgId, userId: ctx.userId };
  await db().credential.updateMany({ where: { connectionId, orgId: ctx.orgId, connection }, data: { wantedScope } });
}

/** Forgets what one of the caller's accounts at a connector lacks, after its provider said that it grants no such thing. */
export async function dropWantedScope(
  ctx: OrgContext,
  account: { connectorId: string; accountKey: string },
): Promise<void> {
  const connection = { ...account, orgId: ctx.orgId, userId: ctx.userId };
  await db().credential.updateMany({ where: { orgId: ctx.orgId, connection }, data: { wantedScope: null } });
}

/** Removes the tokens of a connection whose server asks for no sign-in any more. */
export async function dropTokens(tx: Tx, ctx: OrgContext, connectionId: string): Promise<void> {
  await tx.credential.deleteMany({ where: { connectionId, orgId: ctx.orgId } });
}

/**
 * Takes the right to refresh these tokens, for 40 s of the database's clock.
 * @returns false when somebody else has it, the provider failed a moment ago, or the tokens are not these any more
 */
export async function takeLease(credential: StoredCredential, leaseToken: string): Promise<boolean> {
  const taken = await db().$executeRaw`
    UPDATE credentials SET lease_token = ${leaseToken}, lease_until = now() + make_interval(secs => ${LEASE_S}::float8)
    WHERE connection_id = ${credential.connectionId} AND org_id = ${credential.orgId}
      AND generation = ${credential.generation} AND (lease_until IS NULL OR lease_until <= now())`;
  return taken === 1;
}

/** Gives a lease back without a word, when it turned out that there is nothing to do with it. */
export async function releaseLease({ connectionId, orgId }: StoredCredential, leaseToken: string): Promise<void> {
  await db().credential.updateMany({
    where: { connectionId, orgId, leaseToken },
    data: { leaseToken: null, leaseUntil: null },
  });
}

/** Notes that this access token is in use, so that it is worth renewing before somebody asks. */
export async function markUsed({ connectionId, orgId, generation }: StoredCredential): Promise<void> {
  await db().$executeRaw`
    UPDATE credentials SET used_at = now()
    WHERE connection_id = ${connectionId} AND org_id = ${orgId} AND generation = ${generation} AND used_at IS NULL`;
}

/**
 * Stores refreshed tokens as the next generation and heals the connection. Asks for the generation alone, not for the
 * lease: whoever holds newer tokens than the row must be able to store them, or a rotated grant is lost.
 * @returns false when the row has moved on or is gone
 */
export async function saveRefreshed(credential: StoredCredential, tokens: TokenSet): Promise<boolean> {
  const { connectionId, orgId, generation } = credential;
  const access = sealToken(tokens.accessToken, "access_token_box", credential);
  const refresh = tokens.refreshToken && sealToken(tokens.refreshToken, "refresh_token_box", credential);
  const lifeS = secondsLeft(tokens);
  return db().$transaction(async (tx) => {
    await lockConnection(tx, credential);
    const saved = await tx.$executeRaw`
      UPDATE credentials SET access_token_box = ${access}, refresh_token_box = COALESCE(${refresh}, refresh_token_box),
        token_type = ${tokens.tokenType}, scope = COALESCE(${tokens.scope}, scope),
        expires_at = now() + make_interval(secs => ${lifeS}::float8),
        refresh_at = now() + make_interval(secs => ${refreshInS(lifeS)}::float8), used_at = NULL,
        generation = generation + 1, lease_token = NULL, lease_until = NULL, updated_at = now()
      WHERE connection_id = ${connectionId} AND org_id = ${orgId} AND generation = ${generation}`;
    if (saved === 0) return false;
    await tx.connection.updateMany({
      // A server that does not answer is no matter of its provider's.
      where: { id: connectionId, orgId, OR: [{ state: "needs_reauth" }, { stateReason: "refresh_failed" }] },
      data: { state: "connected", stateReason: null },
    });
    return true;
  });
}

/** Whoever changes a connection and its tokens locks the connection first: one order for all, so that no two wait for each other. */
async function lockConnection(tx: Tx, { connectionId, orgId }: StoredCredential): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM connections WHERE id = ${connectionId} AND org_id = ${orgId} FOR NO KEY UPDATE`;
}

/** Gives a lease back after a temporary failure: the tokens stay, the connection shows as degraded, nobody asks again at once. */
export async function coolDown(credential: StoredCredential, leaseToken: string): Promise<void> {
  const { connectionId, orgId, generation } = credential;
  await db().$transaction(async (tx) => {
    await lockConnection(tx, credential);
    const released = await tx.$executeRaw`
      UPDATE credentials SET lease_token = NULL, lease_until = now() + make_interval(secs => ${COOL_DOWN_S}::float8)
      WHERE connection_id = ${connectionId} AND org_id = ${orgId} AND generation = ${generation}
        AND lease_token = ${leaseToken}`;
    if (released === 0) return;
    await tx.connection.updateMany({
      where: { id: connectionId, orgId, state: "connected" },
      data: { state: "degraded", stateReason: "refresh_failed" },
    });
  });
}

/**
 * Marks a connection as needing its person, if its tokens are still these (compare-and-swap on the generation).
 * @returns false when newer tokens are there
 */
export async function markNeedsReauth(credential: StoredCredential, reason: ReauthReason): Promise<boolean> {
  const { connectionId, orgId, userId, generation } = credential;
  return db().$transaction(async (tx) => {
    await lockConnection(tx, credential);
    const same = await tx.$executeRaw`
      UPDATE credentials SET lease_token = NULL, lease_until = NULL
      WHERE connection_id = ${connectionId} AND org_id = ${orgId} AND generation = ${generation}`;
    if (same === 0) return false;
    const { count } = await tx.connection.updateMany({
      where: { id: connectionId, orgId, state: { not: "needs_reauth" } },
      data: { state: "needs_reauth", stateReason: reason },
    });
    if (count === 1)
      await record(
        tx,
        { orgId, userId: null },
        {
          type: "connection.signInNeeded",
          subject: { type: "connection", id: connectionId },
          data: { userId, reason },
        },
      );
    return true;
  });
}

/**
 * Keeps a registration unless another caller kept one for the same connector and issuer first.
 * @returns whether this one was kept
 */
export async function insertRegistration(tx: Tx | null, row: StoredRegistration): Promise<boolean> {
  const { count } = await (tx ?? db()).clientRegistration.createMany({ data: [row], skipDuplicates: true });
  return count === 1;
}

/**
 * Binds the owner's own client to the issuer it turned out to belong to, with how it authenticates there. False when it
 * belongs to another one by now.
 */
export async function bindRegistration(
  row: StoredRegistration,
  issuer: string,
  bound: { authMethod: string; clientKeyBox: string | null },
): Promise<boolean> {
  const { count } = await db().clientRegistration.updateMany({
    where: { id: row.id, orgId: row.orgId, issuer: { in: ["", issuer] } },
    data: { issuer, ...bound },
  });
  return count === 1;
}

/** Puts a new registration in the place of one that is no longer good. False when somebody else just did. */
export async function replaceRegistration(old: StoredRegistration, next: StoredRegistration): Promise<boolean> {
  const { id, orgId, clientId } = old;
  const { count } = await db().clientRegistration.updateMany({ where: { id, orgId, clientId }, data: next });
  return count === 1;
}

/** Marks a registration that its provider no longer knows: the next sign-in registers anew. An owner's own client stays. */
export async function expireRegistration(orgId: string, id: string): Promise<void> {
  await db().clientRegistration.updateMany({
    where: { id, orgId, source: { not: "preregistered" } },
    data: { expiresAt: new Date() },
  });
}

/** Forgets who we were to a connector's provider, but for the owner's own client, which is bound to its issuer anyway. */
export async function dropRegistrations(tx: Tx, ctx: OrgContext, connectorId: string): Promise<void> {
  await tx.clientRegistration.deleteMany({
    where: { connectorId, orgId: ctx.orgId, source: { not: "preregistered" } },
  });
}

const KEYS_SETTING = "secret-keys";

/**
 * Notes that `current` seals from now on, unless the database knows a key that is not among `available` (system level).
 * @returns the names of the keys that are missing; empty when all is well
 */
export async function noteKeys(current: string, available: readonly string[]): Promise<string[]> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${KEYS_SETTING}))`;
    const setting = await tx.instanceSetting.findUnique({ where: { key: KEYS_SETTING } });
    const known = (setting?.value ?? []) as string[];
    const missing = known.filter((id) => !available.includes(id));
    if (missing.length > 0 || known.includes(current)) return missing;
    const value = [...known, current];
    await tx.instanceSetting.upsert({
      where: { key: KEYS_SETTING },
      create: { key: KEYS_SETTING, value },
      update: { value },
    });
    return [];
  });
}

/** Life left by this process's clock, in seconds, so that the database's clock can be the judge from here on. */
function secondsLeft({ expiresAt }: TokenSet): number | null {
  return expiresAt && Math.max(0, (expiresAt.getTime() - Date.now()) / 1000);
}

/** When the last part of a life of `lifeS` seconds begins, in seconds from now; null: never. */
function refreshInS(lifeS: number | null): number | null {
  const { least, most, ofAtMostS } = REFRESH_AHEAD;
  const share = least + Math.random() * (most - least);
  return lifeS && lifeS - Math.min(lifeS, ofAtMostS) * share;
}
