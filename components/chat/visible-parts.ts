/**
 * Characters that show nothing, change the direction of what follows, or pass for a space: controls, formats (zero width,
 * bidirectional, tags), private use, fillers, variation selectors, odd spaces, and more than three marks on one letter.
 * Line feed and tab are what they seem.
 */
const HIDDEN =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5|\u180F|(?! )\p{Zs}|(?<=\p{M}{3})\p{M}/gu;

export type TextPart = { hidden: boolean; text: string };

/** Splits a text so that what cannot be seen can be shown by its code point, e.g. "U+200B". */
export function visibleParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) parts.push({ hidden: false, text: text.slice(end, match.index) });
    parts.push({
      hidden: true,
      text: `U+${(match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
    });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ hidden: false, text: text.slice(end) });
  return parts;
}
