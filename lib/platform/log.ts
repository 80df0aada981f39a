import pino, { type Logger } from "pino";
import { env } from "./env.ts";
import { oncePerProcess } from "./process-registry.ts";

/** Keys whose values never reach a log, wherever they stand in the object logged. */
const SECRET_KEYS = [
  "password",
  "accessToken",
  "refreshToken",
  "access_token",
  "refresh_token",
  "clientSecret",
  "client_secret",
  "codeVerifier",
  "code_verifier",
  "authorization",
  "cookie",
  "apiKey",
];

/** The process's one logger: JSON lines on standard error, remote text only ever as a value. */
export function log(): Logger {
  return oncePerProcess("log", () =>
    pino(
      {
        level: env().LOG_LEVEL,
        base: null,
        redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[redacted]" },
      },
      pino.destination({ dest: 2, sync: true }),
    ),
  );
}
