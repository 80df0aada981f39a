import { sessionCookie, sessionToken } from "#lib/auth/session-token.ts";
import { db } from "#lib/platform/db/client.ts";
import { newId } from "#lib/platform/ids.ts";
import type { Member } from "./people.ts";

/** A session row for this member, acting in their organization. */
export async function createSessionRow(
  { user, org }: Member,
  given: { lastSeenAt?: Date; expiresAt?: Date; endedAt?: Date } = {},
): Promise<string> {
  const id = newId("session");
  const expiresAt = new Date(Date.now() + 60 * 60 * 1000);
  await db().session.create({ data: { id, userId: user.id, activeOrgId: org.id, expiresAt, ...given } });
  return id;
}

/** The `Cookie` header of a browser that holds this session. */
export async function cookieFor(sessionId: string): Promise<string> {
  return `${sessionCookie().name}=${await sessionToken(sessionId)}`;
}

/** The `Cookie` header of a browser in which this member has just signed in. */
export async function signedIn(member: Member): Promise<string> {
  return cookieFor(await createSessionRow(member));
}
