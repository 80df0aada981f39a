import type { OrgContext } from "#lib/platform/ids.ts";
import { SESSION_SEEN_EVERY_MS } from "./constants.ts";
import { readSession } from "./data.ts";
import { touchSession } from "./mutations.ts";
import { sessionIdOf, sessionTokenIn } from "./session-token.ts";
import type { CurrentSession } from "./types.ts";

/**
 * The session a cookie's value belongs to, read from the database at each call: an ended session, a removal or a new role
 * counts from the next request on.
 */
export async function sessionFromToken(token: string | undefined): Promise<CurrentSession | null> {
  const sessionId = await sessionIdOf(token);
  const found = sessionId === null ? null : await readSession(sessionId);
  if (!found) return null;
  const { lastSeenAt, ...session } = found;
  const now = new Date();
  if (now.getTime() - lastSeenAt.getTime() >= SESSION_SEEN_EVERY_MS) await touchSession(session.sessionId, now);
  return session;
}

/** Who acts, where, for our own server, which answers before Next does. Null: nobody is signed in. */
export async function orgContextFromCookies(
  cookieHeader: string | undefined,
): Promise<(OrgContext & { sessionId: string }) | null> {
  const session = await sessionFromToken(sessionTokenIn(cookieHeader ?? ""));
  return session && { ...session.ctx, sessionId: session.sessionId };
}
