import { MARKDOWN_CODE } from "./labels.ts";

/** [3], [1, 2], [1–3] and the like; not a link, not a reference's definition. */
const CITATION = /(\s?)\[(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\](?![(:])/g;
/** More numbers than this in one bracket is no citation. */
const MAX_RANGE = 50;

/**
 * Checks the citations of a text. Those that name one of `citable` stay and are numbered anew, 1, 2, 3 in the order
 * they come; the others are taken out.
 * @returns the text, what it cites in the order of the new numbers, and how many citations were taken out
 */
export function checkCitations(
  text: string,
  citable: ReadonlySet<number>,
): { text: string; cited: number[]; removed: number } {
  const cited: number[] = [];
  let removed = 0;
  const numberOf = (call: number): number => {
    const at = cited.indexOf(call);
    return at >= 0 ? at + 1 : cited.push(call);
  };
  const checked = (part: string) =>
    part.replace(CITATION, (_, space: string, inside: string) => {
      const named = numbersIn(inside);
      const kept = named.filter((call) => citable.has(call));
      removed += named.length - kept.length;
      const marks = [...new Set(kept.map(numberOf))].map((n) => `[${n}]`).join("");
      return marks === "" ? "" : `${space}${marks}`;
    });
  const parts = text.split(MARKDOWN_CODE).map((part, i) => (i % 2 === 1 ? part : checked(part)));
  return { text: parts.join(""), cited, removed };
}

function numbersIn(inside: string): number[] {
  const named = inside.split(/\s*[,;]\s*/).flatMap((piece) => {
    const [from = 0, to = from] = piece.split(/\s*[–-]\s*/).map(Number);
    const length = Math.min(MAX_RANGE, Math.max(1, to - from + 1));
    return Array.from({ length }, (_, i) => from + i);
  });
  return [...new Set(named)];
}
