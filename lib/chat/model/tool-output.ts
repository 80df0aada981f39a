import type { McpContentBlock, McpToolResult } from "#lib/mcp/types.ts";
import { MODEL_IMAGE_MAX_CHARS, MODEL_RESULT_MAX_CHARS } from "../constants.ts";
import { visibleText } from "./visible-text.ts";

/** A tool result in the form the AI SDK takes. */
export type ToolOutput = { type: "text" | "error-text"; value: string } | { type: "content"; value: OutputPart[] };
type OutputPart =
  | { type: "text"; text: string }
  | { type: "file"; mediaType: string; data: { type: "data"; data: string } };

/** Images a provider takes; anything else is described. */
const IMAGE = /^image\/(png|jpeg|gif|webp)$/;

/**
 * What a model is given of a tool's result: its texts and, where it sees them, its images; never `_meta`, never an
 * address to fetch. At most MODEL_RESULT_MAX_CHARS of text, with a notice of what was cut.
 */
export function resultForModel(result: McpToolResult, seesImages: boolean): ToolOutput {
  const parts = result.content.map((block) => partOf(block, seesImages));
  if (result.structuredContent !== undefined && !result.content.some((block) => block.type === "text"))
    parts.push({ type: "text", text: visibleText(JSON.stringify(result.structuredContent)) });
  if (result.omitted) parts.push({ type: "text", text: `[Too large to keep, left out: ${result.omitted.join(", ")}]` });
  const capped = capText(parts);
  if (!result.isError && capped.some((part) => part.type === "file")) return { type: "content", value: capped };
  const value = capped.map((part) => (part.type === "text" ? part.text : described(part.mediaType, ""))).join("\n");
  return { type: result.isError ? "error-text" : "text", value: value || "[The tool returned nothing.]" };
}

function partOf(block: McpContentBlock, seesImages: boolean): OutputPart {
  const text = (value: string): OutputPart => ({ type: "text", text: visibleText(value) });
  switch (block.type) {
    case "text":
      return text(String(block.text));
    case "image": {
      const { data, mimeType } = block as { data: string; mimeType: string };
      const shows = seesImages && IMAGE.test(mimeType) && data.length <= MODEL_IMAGE_MAX_CHARS;
      return shows
        ? { type: "file", mediaType: mimeType, data: { type: "data", data } }
        : text(described(mimeType, data));
    }
    case "audio":
      return text(described(String(block.mimeType), String(block.data)));
    case "resource": {
      const { uri, text: body, mimeType, blob } = block.resource as Record<string, unknown>;
      return text(
        typeof body === "string"
          ? `[Resource ${String(uri)}]\n${body}`
          : `[Resource ${String(uri)}: ${described(String(mimeType ?? "unknown type"), String(blob ?? ""))}]`,
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

function described(mimeType: string, base64: string): string {
  const size = base64 ? `, ${Math.ceil((base64.length * 3) / 4 / 1024)} kB` : "";
  return `[${mimeType}${size}: shown to the user, not to you]`;
}

function capText(parts: OutputPart[]): OutputPart[] {
  const total = parts.reduce((sum, part) => sum + (part.type === "text" ? part.text.length : 0), 0);
  if (total <= MODEL_RESULT_MAX_CHARS) return parts;
  let room = MODEL_RESULT_MAX_CHARS;
  const kept = parts.flatMap((part): OutputPart[] => {
    if (part.type !== "text") return [part];
    const text = part.text.slice(0, room);
    room -= text.length;
    return text ? [{ type: "text", text }] : [];
  });
  const notice = `[Cut: ${total - MODEL_RESULT_MAX_CHARS} of ${total} characters are not shown to you. Ask the tool for less at a time.]`;
  return [...kept, { type: "text", text: notice }];
}
