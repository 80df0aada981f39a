/**
 * Characters a reader does not see but a model reads: tags (U+E0000–E007F) and what is reserved beside them, bidirectional controls, zero-width
 * spaces, control and other format characters, and selectors beyond the one that a character can have. Line breaks and
 * tabs stay, and joiners, which scripts and emoji need.
 */
const INVISIBLE =
  /(?![\t\n\r\u200C\u200D])[\p{Cc}\p{Cf}\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]|(?<=[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}])[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu;

/** A remote text without what only a model would see in it. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, "");
}

/**
 * A server's schema without what only a model would see in its words and values. Names stay: arguments have
 * to reach the server under them.
 */
export function visibleSchema(schema: Record<string, unknown>): Record<string, unknown> {
  return visibleNode(schema) as Record<string, unknown>;
}

function visibleNode(node: unknown): unknown {
  if (typeof node === "string") return visibleText(node);
  if (Array.isArray(node)) return node.map(visibleNode);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visibleNode(value)]));
}
