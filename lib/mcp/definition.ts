import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { MODEL_TOOL_NAME_CHARS } from "./constants.ts";
import type { McpTool } from "./types.ts";

/** Gemini wants a name to begin with a letter or an underscore. */
const PLAIN_SLUG = /^[A-Za-z][A-Za-z0-9-]*$/;
const PLAIN_NAME = /^[A-Za-z0-9_-]+$/;
const HASH_CHARS = 12;

function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * What a person's consent is bound to: SHA-256 (hex) over the RFC 8785 form of the whole definition, so that a
 * changed description, schema, annotation or view asks again, and a mere reordering of keys does not.
 */
export function definitionHash(tool: McpTool): string {
  return sha256Hex(canonicalize(tool) ?? "");
}

/**
 * The name a model sees: `slug__tool` when that is unambiguous and at most 64 of `[A-Za-z0-9_-]`, else a shortened
 * form with a hash of both parts. Two different pairs never share a name: a slug holds no underscore, so the
 * plain form splits at its first `__`, and the other form has a single underscore there.
 */
export function modelToolName(slug: string, toolName: string): string {
  const plain = `${slug}__${toolName}`;
  if (PLAIN_SLUG.test(slug) && PLAIN_NAME.test(toolName) && plain.length <= MODEL_TOOL_NAME_CHARS) return plain;
  const hash = sha256Hex(JSON.stringify([slug, toolName])).slice(0, HASH_CHARS);
  const letters = slug.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 24);
  const prefix = /^[A-Za-z]/.test(letters) ? letters : `c${letters}`;
  const room = MODEL_TOOL_NAME_CHARS - prefix.length - HASH_CHARS - 2;
  const readable =
    toolName
      .replaceAll(/[^A-Za-z0-9_-]/g, "-")
      .replace(/^_+/, "")
      .slice(0, room) || "-";
  return `${prefix}_${readable}_${hash}`;
}
