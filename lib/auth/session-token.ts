import { decode, encode } from "next-auth/jwt";
import { env, nextAuthSecret } from "#lib/platform/env.ts";
import { SESSION_MAX_AGE_S } from "./constants.ts";

/** The session cookie; `__Host-` (RFC 6265bis section 4.1.3.2) where the instance is served over https. */
export function sessionCookie() {
  const secure = env().isSecure;
  return {
    name: secure ? "__Host-patchbay-session" : "patchbay-session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: SESSION_MAX_AGE_S },
  } as const;
}

/** The cookie's value: the id of a sessions row in an encrypted JWT, and nothing else about the person. */
export function sessionToken(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: nextAuthSecret(), maxAge: SESSION_MAX_AGE_S });
}

/** The sessions row's id a cookie's value names; null when it is not ours, altered or out of date. */
export async function sessionIdOf(token: string | undefined): Promise<string | null> {
  if (!token) return null;
  const payload = await decode({ token, secret: nextAuthSecret() }).catch(() => null);
  return typeof payload?.sid === "string" ? payload.sid : null;
}

/** The value of the session cookie in a `Cookie` header (RFC 6265 section 4.2.1). */
export function sessionTokenIn(cookieHeader: string): string | undefined {
  const prefix = `${sessionCookie().name}=`;
  const pair = cookieHeader.split(";").find((part) => part.trim().startsWith(prefix));
  return pair?.trim().slice(prefix.length);
}
