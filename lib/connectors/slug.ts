import { SLUG_MAX } from "./constants.ts";

/**
 * A short name for a connector made of `[a-z0-9-]`, unlike any of `taken`. It precedes tool names, so it is never
 * changed afterwards.
 */
export function slugFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-");
  const base = trim(plain.slice(0, SLUG_MAX)) || "connector";
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) {
    const suffix = `-${number}`;
    const candidate = `${trim(base.slice(0, SLUG_MAX - suffix.length))}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function trim(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}
