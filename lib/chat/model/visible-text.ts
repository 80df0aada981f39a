/**
 * Characters a reader does not see but a model reads: tags (U+E0000–E007F), bidirectional controls, zero-width
 * spaces, control and other format characters. Line breaks and tabs stay, and joiners, which scripts and emoji need.
 */
const INVISIBLE = /(?![\t\n\r\u200C\u200D])[\p{Cc}\p{Cf}]/gu;

/** A remote text without what only a model would see in it. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, "");
}
