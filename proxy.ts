import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "#lib/platform/env.ts";

/** Next finds the nonce in the request's policy and puts it on every script it renders. */
function contentSecurityPolicy(nonce: string): string {
  const development = env().NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    // Positioned layers and scroll locks set styles from scripts; without images or fonts from elsewhere a style cannot report anything.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "media-src data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Gives every page its content security policy, and https instances HSTS. */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"));
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  if (env().isSecure) response.headers.set("Strict-Transport-Security", "max-age=63072000");
  return response;
}

export const config = { matcher: "/((?!api/|_next/static/|_next/image|favicon\\.ico|icon\\.svg|mcp).*)" };
