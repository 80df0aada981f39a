import { latinOf } from "./confusables.ts";
import { withoutHidden } from "./hidden-characters.ts";

/**
 * A text as phrases are looked for in it: lower case, without accents, hidden characters and punctuation, words apart by
 * single spaces, one at each end. `at` gives for each of its characters where that stands in the text.
 */
export type PlainText = { words: string; at: Int32Array };

const ASCII = Array.from({ length: 128 }, (_, code) => plainForm(String.fromCharCode(code)));
const known = new Map<string, string>();
const MAX_KNOWN = 20_000;

/** One character as it counts: nothing where it is not seen, a space where it is no letter. */
function plainForm(character: string): string {
  const folded = withoutHidden(character)
    .replaceAll(/\p{Mn}/gu, "")
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .normalize("NFC")
    .toLowerCase();
  return folded.replaceAll(/[^\p{L}\p{N}@]/gu, " ");
}

function plainOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 128) return ASCII[code] ?? " ";
  const remembered = known.get(character);
  if (remembered !== undefined) return remembered;
  if (known.size >= MAX_KNOWN) known.clear();
  const form = plainForm(character);
  known.set(character, form);
  return form;
}

/** Makes a text plain, in one pass over it. */
export function plainText(text: string): PlainText {
  const pieces: string[] = [" "];
  const at: number[] = [0];
  let isApart = true;
  let position = 0;
  for (const character of text) {
    for (const one of plainOf(character)) {
      if (one === " " && isApart) continue;
      isApart = one === " ";
      pieces.push(one);
      for (let unit = 0; unit < one.length; unit++) at.push(position);
    }
    position += character.length;
  }
  if (!isApart) {
    pieces.push(" ");
    at.push(position);
  }
  return { words: unmasked(pieces.join("")), at: Int32Array.from(at) };
}

/** Words that mix Latin letters with others that look like them, or with digits that do. */
const MASKED = /(?<= )(?=[^ ]{0,40}[a-z])(?=[^ ]{0,40}[^a-z ])[^ ]{3,40}(?= )/g;
const DIGITS: Record<string, string> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t" };

/** Reads such words as they look, character for character, so that places stay where they are. */
function unmasked(words: string): string {
  return words.replace(MASKED, (word) => {
    let latin = "";
    for (const letter of word) {
      const one = DIGITS[letter] ?? latinOf(letter);
      latin += one.length === letter.length ? one : letter;
    }
    return latin;
  });
}
