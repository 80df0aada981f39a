import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { env, nextAuthSecret } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { CLIENT_ADDRESS_HEADER, SESSION_MAX_AGE_S } from "./constants.ts";
import { readSession } from "./data.ts";
import { endSession } from "./mutations.ts";
import { signInInput } from "./schema.ts";
import { sessionCookie } from "./session-token.ts";
import { signIn } from "./sign-in.ts";

/** A credentials sign-in as next-auth passes it on: the row is there already, the token only names it. */
type SignedIn = { id: string; sessionId: string };

/** next-auth 4: the JWT carries the id of a sessions row, and `/api/auth/*` follows that row's fate. */
export function authOptions(): NextAuthOptions {
  const cookie = sessionCookie();
  return {
    secret: nextAuthSecret(),
    useSecureCookies: env().isSecure,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_S },
    cookies: { sessionToken: cookie },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(credentials, request): Promise<SignedIn | null> {
          const input = signInInput.safeParse({ email: credentials?.email, password: credentials?.password });
          if (!input.success) return null;
          const started = await signIn(input.data, {
            address: String(request.headers?.[CLIENT_ADDRESS_HEADER] ?? ""),
            userAgent: String(request.headers?.["user-agent"] ?? ""),
          });
          return started.ok ? { id: started.value.userId, sessionId: started.value.sessionId } : null;
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        const sid = user ? (user as SignedIn).sessionId : token.sid;
        if (typeof sid !== "string" || !(await readSession(sid))) throw new Error("the session has ended");
        return { sid };
      },
      async session({ session, token }) {
        const current = await readSession(String(token.sid));
        const user = current && { name: current.user.name, email: current.user.email };
        return { expires: session.expires, user: user ?? {} };
      },
      redirect: ({ baseUrl }) => baseUrl,
    },
    events: {
      async signOut({ token }) {
        const current = typeof token?.sid === "string" ? await readSession(token.sid) : null;
        if (current) await endSession(current.user.id, current.sessionId, "signOut");
      },
    },
    logger: {
      // An ended session is an answer, not a fault, and next-auth's own texts may quote what was sent.
      error: (code) => log()[code === "JWT_SESSION_ERROR" ? "debug" : "error"]({ code }, "next-auth"),
      warn: (code) => log().warn({ code }, "next-auth"),
      debug: () => {},
    },
  };
}
