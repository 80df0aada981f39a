import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { isShallow, jsonBytes } from "#lib/mcp/json-limits.ts";
import { storableJson } from "#lib/mcp/storable-json.ts";
import { MAX_ARGUMENTS_BYTES } from "./constants.ts";

type Arguments = { [key: string]: unknown };

/** SHA-256 (hex) over the RFC 8785 form of a call's arguments: what an approval is bound to. */
export function argumentsHash(value: unknown): string {
  return createHash("sha256")
    .update(canonicalize(value) ?? "")
    .digest("hex");
}

/**
 * Arguments as they are stored, shown, approved and sent, and their hash; null when they nest too deep or are too
 * large. What the database cannot hold is replaced here, before anybody is asked about it.
 */
export function canonicalArguments(given: Arguments): { arguments: Arguments; hash: string } | null {
  if (!isShallow(given) || jsonBytes(given) > MAX_ARGUMENTS_BYTES) return null;
  const stored = JSON.parse(JSON.stringify(storableJson(given))) as Arguments;
  return { arguments: stored, hash: argumentsHash(stored) };
}
