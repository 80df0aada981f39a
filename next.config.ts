import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

/** Headers every answer carries; the content security policy needs a nonce per request and comes from proxy.ts. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // Not "no-referrer": browsers then send "Origin: null" with forms, which sign-in and server actions must refuse.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Types are checked by `npm run check`; a start should not wait for them a second time.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node itself: native binaries, process-wide state, or code that is the same in our own server.
  serverExternalPackages: [
    "@ai-sdk/anthropic",
    "@ai-sdk/google",
    "@ai-sdk/openai",
    "@ai-sdk/openai-compatible",
    "@modelcontextprotocol/client",
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "ai",
    "oauth4webapi",
    "openid-client",
    "pg",
    "pino",
    "undici",
  ],
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};

export default createNextIntlPlugin({
  requestConfig: "./lib/platform/i18n/request.ts",
  // Messages are parsed by the build, so no page carries a parser for them.
  experimental: {
    messages: { path: "./messages", format: "json", locales: "infer", sourceLocale: "en", precompile: true },
  },
})(config);
