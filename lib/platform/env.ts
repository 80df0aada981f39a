import { isIP } from "node:net";
import path from "node:path";
import { z } from "zod";
import { oncePerProcess } from "./process-registry.ts";

/** A setting that stops the start; `message` is the one line shown. */
export class EnvError extends Error {}

const hostPort = z.string().regex(/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):\d{1,5}$/i, "must be host:port");
const origin = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin);
const commaList = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    PATCHBAY_MODE: z.enum(["start", "demo", "dev", "test"]).default("start"),
    PORT: z.coerce.number().int().min(1).max(65535).default(3000),
    HOST: z.string().min(1).optional(),
    PUBLIC_URL: origin.optional(),
    SANDBOX_URL: origin.optional(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    DATA_DIR: z.string().min(1).optional(),
    SECRET_KEYS: commaList(
      z.string().refine((key) => Buffer.from(key, "base64").length === 32, "each key must be 32 bytes in base64"),
    ).optional(),
    EGRESS_ALLOW: commaList(hostPort.transform((value) => value.toLowerCase())).default([]),
    MODEL_PROVIDER: z.enum(["anthropic", "openai", "google", "openai-compatible"]).optional(),
    MODEL_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
    MODEL_API_KEY: z.string().min(1).optional(),
    MODEL_NAME: z.string().min(1).optional(),
    SIGN_UP: z.enum(["open", "invite"]).default("invite"),
    REPORT_URL: z.url({ protocol: /^(https|mailto)$/ }).optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  })
  .superRefine((value, context) => {
    if (value.MODEL_PROVIDER && !value.MODEL_NAME)
      context.addIssue({ code: "custom", path: ["MODEL_NAME"], message: "is needed with MODEL_PROVIDER" });
    if (value.MODEL_PROVIDER === "openai-compatible" && !value.MODEL_BASE_URL)
      context.addIssue({ code: "custom", path: ["MODEL_BASE_URL"], message: "is needed for openai-compatible" });
  })
  .transform((value) => {
    const HOST = value.HOST ?? (value.PATCHBAY_MODE === "start" ? "0.0.0.0" : "127.0.0.1");
    const PUBLIC_URL = value.PUBLIC_URL ?? `http://localhost:${value.PORT}`;
    const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(PUBLIC_URL).hostname);
    const dataDir = value.DATA_DIR ?? (value.PATCHBAY_MODE === "demo" ? ".data/demo" : ".data");
    return {
      ...value,
      HOST,
      PUBLIC_URL,
      SANDBOX_URL: value.SANDBOX_URL ?? (isLocal ? `http://127.0.0.1:${value.PORT}` : undefined),
      DATA_DIR: path.resolve(dataDir),
      isSecure: PUBLIC_URL.startsWith("https:"),
      /** Whether people reach this instance by an address of the same machine. */
      isLocalUrl: isLocal,
      isLoopbackHost: HOST === "localhost" || HOST === "::1" || (isIP(HOST) === 4 && HOST.startsWith("127.")),
    };
  });

export type Env = z.infer<typeof schema>;

/**
 * Reads and validates a set of environment variables.
 * @param source variables by name; an empty string counts as unset
 * @throws EnvError with one line that names every bad variable, why, and never its value
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${String(issue.path[0] ?? "environment")}: ${issue.message}`);
  throw new EnvError(`Cannot start, check the environment: ${[...new Set(problems)].join("; ")}`);
}

/** The validated environment of this process. The only place that reads `process.env`. */
export function env(): Env {
  return oncePerProcess("env", () => parseEnv(process.env));
}

/**
 * The secret session cookies are sealed with. The entry point sets it after the environment was validated (generated
 * into DATA_DIR), so it is read at each use.
 * @throws when the entry point has not set it
 */
export function nextAuthSecret(): string {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set in this process");
  return secret;
}
