import { env } from "#lib/platform/env.ts";

type HeaderReader = { get(name: string): string | null };

/**
 * Whether a write comes from our own pages: `Origin` (RFC 6454) is that of PUBLIC_URL, and `Sec-Fetch-Site`, where the
 * browser sends it, says "same-origin". A request that names no origin is refused.
 */
export function isSameOrigin(headers: HeaderReader): boolean {
  const site = headers.get("sec-fetch-site");
  return headers.get("origin") === new URL(env().PUBLIC_URL).origin && (site === null || site === "same-origin");
}

/** Whether a body is declared as JSON, which no HTML form can do. */
export function isJson(headers: HeaderReader): boolean {
  const type = headers.get("content-type") ?? "";
  return /^application\/json\s*(;|$)/i.test(type.trim());
}
