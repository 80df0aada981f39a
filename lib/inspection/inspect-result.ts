import type { McpToolResult } from "#lib/mcp/types.ts";
import { MAX_FINDINGS, MAX_TEXT_CHARS, MAX_TOTAL_CHARS } from "./constants.ts";
import { excerptAt } from "./hidden-characters.ts";
import { worstFirst } from "./inspect-definition.ts";
import { inspectText } from "./inspect-text.ts";
import { type Neighbourhood, noticeReferences } from "./neighbourhood.ts";
import { joined, noticeIn, textsIn } from "./texts.ts";
import type { Finding } from "./types.ts";

/** The parts of a result that a model is given one by one. */
export type ResultPart = number | "structuredContent";

/** Whose result it is, and what else the person has connected. */
export type From = { slug: string; others: Neighbourhood };

type Inspected = Pick<McpToolResult, "content" | "structuredContent">;

/**
 * What is suspicious in a result, a resource or a prompt, part by part. What is too much to be looked at counts as
 * suspicious: nothing reaches a model unseen.
 */
export function inspectResult({ content, structuredContent }: Inspected, from?: From): Finding[] {
  const parts = [
    ...content.map((block, i) => ({ where: `content.${i}`, value: withoutBytes(block) })),
    ...(structuredContent === undefined ? [] : [{ where: "structuredContent", value: structuredContent }]),
  ];
  let room = MAX_TOTAL_CHARS;
  return worstFirst(
    parts.flatMap(({ where, value }): Finding[] => {
      const texts = textsIn(value, where);
      const all = joined(texts);
      room -= Math.min(all.length, MAX_TEXT_CHARS);
      if (room < 0) return [{ code: "not_checked", severity: "high", where, excerpt: excerptAt(all, 0) }];
      return noticeIn(texts, where, (text) => [
        ...inspectText(text, "result"),
        ...(from ? noticeReferences(text, from.others, from.slug) : []),
      ]);
    }),
  );
}

/**
 * Whether a part holds something that is kept from a model where results with findings are withheld. Where more was
 * found than is kept, every part may.
 */
export function isSuspicious(findings: readonly Finding[], part: ResultPart): boolean {
  const root = part === "structuredContent" ? part : `content.${part}`;
  if (findings.length >= MAX_FINDINGS) return findings.some(({ severity }) => severity === "high");
  return findings.some(
    ({ severity, where }) => severity === "high" && (where === root || where.startsWith(`${root}.`)),
  );
}

/** A piece of content without what is no text: bytes are described to a model, or shown as a picture. */
function withoutBytes(block: Inspected["content"][number]): unknown {
  if (block.type === "image" || block.type === "audio") return { ...block, data: "" };
  if (block.type === "resource") return { ...block, resource: { ...block.resource, blob: "" } };
  return block;
}
