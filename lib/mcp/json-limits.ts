import { MAX_JSON_DEPTH } from "./constants.ts";

/**
 * True when a JSON value nests no deeper than `limit`. Iterative: recursive walkers (JSON.stringify, zod,
 * structuredClone) overflow the stack on a few thousand levels, which is what this protects them from.
 */
export function isShallow(value: unknown, limit: number = MAX_JSON_DEPTH): boolean {
  const pending: [unknown, number][] = [[value, 1]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, depth] = next;
    if (node === null || typeof node !== "object") continue;
    if (depth > limit) return false;
    for (const child of Object.values(node)) pending.push([child, depth + 1]);
  }
  return true;
}

/** Bytes of a value as JSON in UTF-8; check `isShallow` first. `undefined` counts nothing. */
export function jsonBytes(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
