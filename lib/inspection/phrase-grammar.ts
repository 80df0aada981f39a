import type { Phrase } from "./phrases.ts";
import { plainText } from "./plain-text.ts";
import type { FindingCode, Place, Severity } from "./types.ts";

type Written = { code: FindingCode; places?: readonly Place[]; severity?: Severity; within?: number };

const EVERYWHERE = ["definition", "result"] as const;
const WITHIN = 60;
/** Scripts that set no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * Reads phrases as they are written down: steps apart by `>`, alternatives by `|`, `*` for whatever ending a word has.
 * They go through the same plain form as the texts they are looked for in.
 */
export function phrases(
  { code, places = EVERYWHERE, severity = "high", within = WITHIN }: Written,
  lines: string,
): Phrase[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [starts = [], ...steps] = line
        .split(">")
        .map((step) => step.split("|").map((word) => plainWord(word.trim())));
      return {
        code,
        severity,
        places,
        within,
        starts,
        steps: steps.map((words) => new RegExp(words.map(asPattern).join("|"), "g")),
      };
    });
}

/** A word with a space before it, and one after it where it has no open ending; neither where a script sets none, nor around @. */
function plainWord(written: string): string {
  if (written === "@") return written;
  const isOpen = written.endsWith("*");
  const { words } = plainText(written.replace(/\*$/, ""));
  const word = words.trim();
  if (UNSPACED.test(word)) return word;
  return isOpen ? ` ${word}` : ` ${word} `;
}

/** The space after a word is also the one before the next. */
function asPattern(word: string): string {
  return word.endsWith(" ") ? `${word.slice(0, -1)}(?= )` : word;
}
