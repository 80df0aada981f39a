import { cookies, headers } from "next/headers";
import { env } from "#lib/platform/env.ts";
import { isLocale, isTheme, LOCALE_COOKIE, THEME_COOKIE } from "#lib/platform/i18n/locales.ts";
import { CLIENT_ADDRESS_HEADER } from "./constants.ts";
import { readSession } from "./data.ts";
import { sessionCookie, sessionToken } from "./session-token.ts";
import type { SignInOrigin } from "./sign-in.ts";

/** Where this request comes from. */
export async function requestOrigin(): Promise<SignInOrigin> {
  const received = await headers();
  return { address: received.get(CLIENT_ADDRESS_HEADER) ?? "", userAgent: received.get("user-agent") ?? "" };
}

/** Gives the browser a session that was just started, and the person's language and theme. Actions only. */
export async function giveSessionCookie(sessionId: string): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await sessionToken(sessionId), options);
  const session = await readSession(sessionId);
  await keepPreferences(session?.user.locale ?? null, session?.user.theme ?? null);
}

/** Takes the session from the browser. Actions only. */
export async function dropSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

/** Mirrors language and theme in cookies, which pages read before anybody is known. Null: as browser and system say. */
export async function keepPreferences(locale: string | null, theme: string | null): Promise<void> {
  await keep(LOCALE_COOKIE, isLocale(locale) ? locale : null);
  await keep(THEME_COOKIE, isTheme(theme) ? theme : null);
}

async function keep(name: string, value: string | null): Promise<void> {
  const maxAge = value === null ? 0 : 365 * 24 * 60 * 60;
  const options = { path: "/", sameSite: "lax", secure: env().isSecure, maxAge } as const;
  (await cookies()).set(name, value ?? "", options);
}
