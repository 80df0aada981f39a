import type { JsonObject } from "./types.ts";

function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/**
 * A JSON value as it survives the way into PostgreSQL's jsonb and back: NUL characters and lone surrogates become
 * U+FFFD, a key `__proto__` is dropped (Prisma loses it), everything else stays. For values already known to be shallow (json-limits.ts).
 */
export function storableJson<T>(value: T): T {
  return map(value) as T;
}

function map(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(map);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value as JsonObject).filter(
    ([key, child]) => child !== undefined && key !== "__proto__",
  );
  return Object.fromEntries(entries.map(([key, child]) => [storableText(key), map(child)]));
}
