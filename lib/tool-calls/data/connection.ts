import { unionScopes } from "#lib/oauth/scope.ts";
import { db, Prisma } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";

const IS_ACCOUNT_THERE = Prisma.sql`EXISTS (
  SELECT 1 FROM connections o WHERE o.org_id = t.org_id AND o.id = t.connection_id)`;

/**
 * Of `tool_calls t` that waits for a connection, and `connections c`: it is the account the call was made for. Where
 * that is gone, any of the person's there takes its place, but not one with another name.
 */
export const IS_ITS_ACCOUNT = Prisma.sql`(c.org_id = t.org_id AND c.user_id = t.user_id
  AND c.connector_id = t.connector_id AND (c.id = t.connection_id OR (NOT ${IS_ACCOUNT_THERE}
    AND (t.shown->>'accountName' IS NULL OR c.account_name = t.shown->>'accountName'))))`;

/**
 * Of `tool_calls t` that waits for a connection, and `connections c`: its person has signed in there as needed, as the
 * one the call was made for.
 */
export const IS_ENOUGH = Prisma.sql`(c.state <> 'needs_reauth'
  AND (t.connection_need->>'need' <> 'step_up'
    OR c.signed_in_at IS DISTINCT FROM (t.connection_need->>'signIn')::timestamptz)
  AND NOT EXISTS (
    SELECT 1 FROM credentials k WHERE k.org_id = c.org_id AND k.connection_id = c.id
      AND k.account_hash <> t.connection_need->>'account'))`;

const IS_CONNECTED = Prisma.sql`EXISTS (SELECT 1 FROM connections c WHERE ${IS_ITS_ACCOUNT} AND ${IS_ENOUGH})`;

/** Nothing it waits for can come: its connector was removed, or the account that it was sent with. */
const IS_HOPELESS = Prisma.sql`(NOT EXISTS (
    SELECT 1 FROM connectors n WHERE n.org_id = t.org_id AND n.id = t.connector_id)
  OR (t.connection_need->>'isSent' = 'true' AND NOT ${IS_ACCOUNT_THERE}))`;

/** Of `tool_calls t`: it waited for a connection and need not any longer. */
export const IS_CONNECTION_SETTLED = Prisma.sql`(t.state = 'awaiting_connection' AND (${IS_CONNECTED} OR ${IS_HOPELESS}))`;

/** Whether one of the caller's own calls that waited for a connection need not any longer. */
export async function isConnectionSettled(ctx: OrgContext, id: string): Promise<boolean> {
  const rows = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM tool_calls t
    WHERE t.id = ${id} AND t.org_id = ${ctx.orgId} AND t.user_id = ${ctx.userId} AND ${IS_CONNECTION_SETTLED}`;
  return rows.length > 0;
}

/** A sign-in of the caller's own, as far as it tells one from another. */
export type SignIn = {
  connectionId: string;
  state: "connected" | "needs_reauth" | "degraded";
  signedInAt: Date;
  accountHash: string | null;
  /** What the server has asked for that was not granted. */
  lacking: string[];
};

/** What is read of an account to tell how its person is signed in. */
export const SIGN_IN = {
  id: true,
  state: true,
  signedInAt: true,
  credential: { select: { accountHash: true, scope: true, wantedScope: true } },
} satisfies Prisma.ConnectionSelect;

/** How the caller is signed in with one of their own accounts; null where they are not. */
export async function signInOf(ctx: OrgContext, connectionId: string): Promise<SignIn | null> {
  const where = { id: connectionId, orgId: ctx.orgId, userId: ctx.userId };
  const row = await db().connection.findFirst({ where, select: SIGN_IN });
  return row && signInFrom(row);
}

export function signInFrom(row: Prisma.ConnectionGetPayload<{ select: typeof SIGN_IN }>): SignIn {
  const { id, state, signedInAt, credential } = row;
  const had = new Set(credential?.scope?.split(" "));
  const lacking = unionScopes(null, credential?.wantedScope ?? null)
    ?.split(" ")
    .filter((scope) => !had.has(scope));
  return { connectionId: id, state, signedInAt, accountHash: credential?.accountHash ?? null, lacking: lacking ?? [] };
}
