import { MAX_CONTENT_BLOCKS, MAX_RESULT_BYTES, MAX_TEXT_BYTES } from "./constants.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import { storableJson } from "./storable-json.ts";
import type { JsonObject } from "./types.ts";
import type { FailedOutputCheck } from "./validate-structured.ts";

/** The kinds of MCP 2026-07-28 and whatever a later revision adds: an unknown block keeps its own fields. */
export type McpContentBlock =
  | (JsonObject & { type: "text"; text: string; truncated?: true })
  | (JsonObject & { type: "image" | "audio"; data: string; mimeType: string })
  | (JsonObject & { type: "resource"; resource: JsonObject })
  | (JsonObject & { type: "resource_link"; uri: string })
  | { type: "unknown"; block: JsonObject }
  | { type: "omitted"; reason: "too_large" | "too_deep" | "malformed"; was: string };

/** A tool's answer as the server gave it, within our limits. `isError`: the tool, or the server, says it failed. */
export type McpToolResult = {
  content: McpContentBlock[];
  structuredContent?: unknown;
  isError: boolean;
  /** The JSON-RPC error code, when the server answered with an error instead of a result. */
  errorCode?: number;
  /** For interactive views; never shown to a model. */
  _meta?: JsonObject;
  /** Parts that were too large or too deep to keep. */
  omitted?: ("content" | "structuredContent" | "_meta")[];
  /** Set by us when the structured content does not fit the tool's own output schema, or could not be checked. */
  outputCheck?: FailedOutputCheck;
};

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Cuts a text to a number of UTF-8 bytes without breaking a character. */
function cutText(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  if (buffer.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return buffer.toString("utf8", 0, end);
}

function normaliseBlock(raw: unknown): McpContentBlock {
  if (!isObject(raw) || typeof raw.type !== "string") return { type: "omitted", reason: "malformed", was: "block" };
  const was = raw.type.slice(0, 40);
  if (!isShallow(raw)) return { type: "omitted", reason: "too_deep", was };
  const block = storableJson(raw);
  const malformed: McpContentBlock = { type: "omitted", reason: "malformed", was };
  switch (block.type) {
    case "text": {
      if (typeof block.text !== "string") return malformed;
      const text = cutText(block.text, MAX_TEXT_BYTES);
      return { ...block, type: "text", text, ...(text.length < block.text.length && { truncated: true }) };
    }
    case "image":
    case "audio":
      if (typeof block.data !== "string" || typeof block.mimeType !== "string") return malformed;
      return { ...block, type: block.type, data: block.data, mimeType: block.mimeType };
    case "resource":
      return isObject(block.resource) ? { ...block, type: "resource", resource: block.resource } : malformed;
    case "resource_link":
      return typeof block.uri === "string" ? { ...block, type: "resource_link", uri: block.uri } : malformed;
    default:
      return { type: "unknown", block };
  }
}

/**
 * Brings a `tools/call` result into one shape and within MAX_RESULT_BYTES: content is kept in order until the room
 * is used up, then structuredContent, then _meta; what does not fit is named in `omitted`, never silently lost.
 * Nothing is validated against the server's output schema here: its patterns could stall the process.
 */
export function normaliseToolResult(raw: JsonObject): McpToolResult {
  let room = MAX_RESULT_BYTES;
  const omitted: NonNullable<McpToolResult["omitted"]> = [];
  const fits = (value: unknown): boolean => {
    const bytes = jsonBytes(value);
    if (bytes > room) return false;
    room -= bytes;
    return true;
  };

  const blocks = Array.isArray(raw.content) ? raw.content : [];
  const content = blocks.slice(0, MAX_CONTENT_BLOCKS).map((rawBlock) => {
    const block = normaliseBlock(rawBlock);
    if (block.type === "omitted" || fits(block)) return block;
    return { type: "omitted" as const, reason: "too_large" as const, was: block.type };
  });
  if (blocks.length > content.length || content.some((block) => block.type === "omitted")) omitted.push("content");

  const result: McpToolResult = { content, isError: raw.isError === true };
  if (raw.structuredContent !== undefined) {
    const structured = isShallow(raw.structuredContent) ? storableJson(raw.structuredContent) : undefined;
    if (structured !== undefined && fits(structured)) result.structuredContent = structured;
    else omitted.push("structuredContent");
  }
  if (isObject(raw._meta) && Object.keys(raw._meta).length > 0) {
    const meta = isShallow(raw._meta) ? storableJson(raw._meta) : undefined;
    if (meta !== undefined && fits(meta)) result._meta = meta;
    else omitted.push("_meta");
  }
  if (omitted.length > 0) result.omitted = omitted;
  return result;
}

/** A JSON-RPC error answer as a result: the model may learn from it (MCP 2025-11-25, SEP-1303). */
export function errorResult(code: number, message: string): McpToolResult {
  const text = storableJson(cutText(message, MAX_TEXT_BYTES));
  return { content: [{ type: "text", text }], isError: true, errorCode: code };
}
