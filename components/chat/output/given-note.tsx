"use client";

import { useTranslations } from "next-intl";
import { MODEL_RESULT_MAX_CHARS } from "#lib/chat/constants.ts";
import type { McpToolResult } from "#lib/mcp/types.ts";

/** That a model was given only the beginning of a result this long; what is shown and saved here is all of it. */
export function GivenNote({ result }: { result: McpToolResult }) {
  const t = useTranslations("content");
  const total = textLength(result);
  if (total <= MODEL_RESULT_MAX_CHARS) return null;
  return <p className="text-muted text-sm">{t("givenPart", { given: MODEL_RESULT_MAX_CHARS, total })}</p>;
}

/** Characters of text in a result, as a model reads it: structured content counts where there is no text beside it. */
function textLength({ content, structuredContent }: McpToolResult): number {
  const texts = content.flatMap((block) => {
    if (block.type === "text") return [block.text];
    const { text } = block.type === "resource" ? block.resource : {};
    return typeof text === "string" ? [text] : [];
  });
  const hasText = content.some((block) => block.type === "text");
  if (structuredContent !== undefined && !hasText) texts.push(JSON.stringify(structuredContent));
  return texts.reduce((sum, text) => sum + text.length, 0);
}
