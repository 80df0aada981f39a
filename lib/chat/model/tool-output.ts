import type { McpContentBlock, McpToolResult } from "#lib/mcp/types.ts";
import { mediaTypeOf, SIGNATURE_BYTES } from "#lib/platform/media-type.ts";
import { MODEL_IMAGE_MAX_CHARS, MODEL_RESULT_MAX_CHARS } from "../constants.ts";
import { type Caution, guarded } from "./caution.ts";
import { visibleText } from "./visible-text.ts";

/** A tool result in the form the AI SDK takes. */
export type ToolOutput = { type: "text" | "error-text"; value: string } | { type: "content"; value: OutputPart[] };
export type OutputPart =
  | { type: "text"; text: string }
  | { type: "file"; mediaType: string; data: { type: "data"; data: string } };

/** Images a provider takes; anything else is described. */
const IMAGE = /^image\/(png|jpeg|gif|webp)$/;

/**
 * What a model is given of a tool's result: its texts and, where it sees them, its images; never `_meta`, never an
 * address to fetch, nothing that is meant for the user alone. At most MODEL_RESULT_MAX_CHARS of text, with a notice of
 * what was cut.
 */
export function resultForModel(result: McpToolResult, seesImages: boolean, caution?: Caution): ToolOutput {
  const parts = partsForModel(result, seesImages, caution);
  const capped = capText(parts, MODEL_RESULT_MAX_CHARS, "Ask the tool for less at a time.");
  if (!result.isError && capped.some((part) => part.type === "file")) return { type: "content", value: capped };
  const value = capped.map((part) => (part.type === "text" ? part.text : described(part.mediaType, ""))).join("\n");
  return { type: result.isError ? "error-text" : "text", value: value || "[The tool returned nothing.]" };
}

/** A result piece by piece, uncut, with caution where the checks found something. */
export function partsForModel(result: McpToolResult, seesImages: boolean, caution?: Caution): OutputPart[] {
  const parts = result.content.flatMap((block, i): OutputPart[] =>
    isForUserAlone(block) ? [{ type: "text", text: FOR_USER_ALONE }] : guarded(partOf(block, seesImages), i, caution),
  );
  const hasText = result.content.some((block) => block.type === "text" && !isForUserAlone(block));
  if (result.structuredContent !== undefined && !hasText)
    parts.push(
      ...guarded(
        { type: "text", text: visibleText(JSON.stringify(result.structuredContent)) },
        "structuredContent",
        caution,
      ),
    );
  if (result.omitted) parts.push({ type: "text", text: `[Too large to keep, left out: ${result.omitted.join(", ")}]` });
  return parts;
}

const FOR_USER_ALONE = "[A part that is meant for the user alone was shown to them.]";

/** `annotations.audience` (2025-03-26): what names the user and not the assistant is not the assistant's to read. */
function isForUserAlone(block: McpContentBlock): boolean {
  const audience = audienceOf(block);
  return audience.includes("user") && !audience.includes("assistant");
}

function audienceOf(block: McpContentBlock): unknown[] {
  const { annotations, resource } = block as { annotations?: unknown; resource?: { annotations?: unknown } };
  const { audience } = (annotations ?? resource?.annotations ?? {}) as { audience?: unknown };
  return Array.isArray(audience) ? audience : [];
}

function partOf(block: McpContentBlock, seesImages: boolean): OutputPart {
  const text = (value: string): OutputPart => ({ type: "text", text: visibleText(value) });
  switch (block.type) {
    case "text":
      return text(String(block.text));
    case "image":
      return imagePart(String(block.data), seesImages) ?? text(described(String(block.mimeType), String(block.data)));
    case "audio":
      return text(described(String(block.mimeType), String(block.data)));
    case "resource": {
      const { uri, text: body, mimeType, blob } = block.resource as Record<string, unknown>;
      if (typeof body === "string") return text(`[Resource ${String(uri)}]\n${body}`);
      const image = typeof blob === "string" ? imagePart(blob, seesImages) : null;
      return (
        image ?? text(`[Resource ${String(uri)}: ${described(String(mimeType ?? "unknown type"), String(blob ?? ""))}]`)
      );
    }
    case "resource_link":
      return text(`[Link to resource ${String(block.uri)}: ${String(block.title ?? block.name ?? "")}]`);
    case "omitted":
      return text(`[A piece of content was left out: ${String(block.was)}, ${String(block.reason)}]`);
    default:
      return text(JSON.stringify(block));
  }
}

/** An image for models that see; by what its bytes are, because a provider refuses a whole turn over a wrong name. */
function imagePart(data: string, seesImages: boolean): OutputPart | null {
  if (!seesImages || data.length > MODEL_IMAGE_MAX_CHARS) return null;
  const mediaType = mediaTypeOf(Buffer.from(data.slice(0, SIGNATURE_BYTES * 2), "base64"));
  return mediaType !== null && IMAGE.test(mediaType) ? { type: "file", mediaType, data: { type: "data", data } } : null;
}

function described(mimeType: string, base64: string): string {
  const size = base64 ? `, ${Math.ceil((base64.length * 3) / 4 / 1024)} kB` : "";
  return `[${mimeType}${size}: shown to the user, not to you]`;
}

/** Cuts the texts of all parts together to a number of characters, and says how much was cut and what to do about it. */
export function capText(parts: OutputPart[], maxChars: number, advice: string): OutputPart[] {
  const total = parts.reduce((sum, part) => sum + (part.type === "text" ? part.text.length : 0), 0);
  if (total <= maxChars) return parts;
  let room = maxChars;
  const kept = parts.flatMap((part): OutputPart[] => {
    if (part.type !== "text") return [part];
    const text = part.text.slice(0, room).toWellFormed();
    room -= text.length;
    return text ? [{ type: "text", text }] : [];
  });
  const notice = `[Cut: ${total - maxChars} of ${total} characters are not shown to you. ${advice}]`;
  return [...kept, { type: "text", text: notice }];
}
