import { EXCERPT_BEFORE, EXCERPT_CHARS } from "./constants.ts";
import type { Noticed, Place } from "./types.ts";

/** What nobody sees: control and format characters but line breaks and tabs, variation selectors, and blank letters. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single characters are what is looked for.
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\u115F\u1160\u3164\uFFA0\u{FE00}-\u{FE0F}\u{E0000}-\u{E0FFF}]/gu;

/** A flag made of tags (England, Scotland, Wales): the only use of tag characters there is. */
const TAG_FLAG = /\u{1F3F4}[\u{E0061}-\u{E007A}]{2,6}\u{E007F}/gu;

/** Terminal colours: how logs look, and nothing is hidden by them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for.
const COLOUR = /\u001B\[(?:[0-79]|[1-9][0-9]|[0-9;]{3,24})?m/g;

/** Ways to say something to a model that a person does not see. Each is a single class or bounded: none can stall. */
const PATTERNS: [RegExp, Place | "both"][] = [
  [/[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/u, "both"],
  [/[\u202D\u202E]/u, "both"],
  [/[\u202A\u202B\u2066-\u2068]/u, "definition"],
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single characters are what is looked for.
  [/[\u200B\u200C\u200D\u2060\u2062-\u2064\u180E\uFEFF]{4}/u, "both"],
  [/(?:[\u200B\u2060\u2062-\u2064\uFEFF][a-z]{0,3}){4}/iu, "both"],
  [/[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{3}/u, "both"],
  [/[\u3164\uFFA0\u115F\u1160]{3}/u, "both"],
  [/\p{Mn}{12}/u, "both"],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for.
  [/[\u001B\u009B]/u, "both"],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  [/[\u0000-\u0008\u000E-\u001A\u007F]/u, "definition"],
];

/** Characters that hide something from whoever reads the text; those that scripts, emoji and terminals need are not. */
export function noticeHidden(text: string, place: Place): Noticed[] {
  const plain = text.replaceAll(TAG_FLAG, "").replaceAll(COLOUR, "");
  for (const [pattern, where] of PATTERNS) {
    if (where !== "both" && where !== place) continue;
    const at = plain.search(pattern);
    if (at >= 0) return [{ code: "hidden_text", severity: "high", excerpt: excerptAt(plain, at) }];
  }
  return [];
}

/** A text without what nobody sees in it. */
export function withoutHidden(text: string): string {
  return text.replace(HIDDEN, "");
}

/** A text with what nobody sees in it written out: ⟦U+202E⟧, and what tags and selectors spell: ⟦“hello”⟧. */
function showHidden(text: string): string {
  return text
    .replaceAll(/[\u{E0020}-\u{E007E}]+/gu, (run) => `⟦“${spelled(run, 0xe0000)}”⟧`)
    .replaceAll(/[\u{E0100}-\u{E01EF}]{3,}/gu, (run) => `⟦“${spelled(run, 0xe0100 - 16)}”⟧`)
    .replace(
      HIDDEN,
      (character) => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`,
    );
}

function spelled(run: string, base: number): string {
  return Array.from(run, (one) => {
    const code = (one.codePointAt(0) ?? 0) - base;
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
  }).join("");
}

/** The place of a finding, as people are shown it. */
export function excerptAt(text: string, at: number): string {
  const from = Math.max(0, at - EXCERPT_BEFORE);
  const piece = text.slice(from, from + EXCERPT_CHARS * 2).toWellFormed();
  const shown = showHidden(piece).replaceAll(/\s+/g, " ").trim();
  const cut = `${from > 0 ? "…" : ""}${shown}`;
  return cut.length <= EXCERPT_CHARS ? cut : `${cut.slice(0, EXCERPT_CHARS - 1).toWellFormed()}…`;
}
