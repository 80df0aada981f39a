import { PHRASES } from "./phrase-list.ts";
import type { FindingCode, Place, Severity } from "./types.ts";

/** One way to say something, as words that follow one another within a number of characters. */
export type Phrase = {
  code: FindingCode;
  severity: Severity;
  places: readonly Place[];
  /** Alternatives for the first word, plain. */
  starts: string[];
  /** What has to come after it, in this order. */
  steps: RegExp[];
  within: number;
};

/** Where plain text says something of the kind. */
export type PhraseMatch = { phrase: Phrase; at: number };

/** By the first characters of a first word. */
const byBeginning = new Map<string, { word: string; phrase: Phrase }[]>();
const KEY_CHARS = 3;
for (const phrase of PHRASES)
  for (const word of phrase.starts) {
    const key = word.slice(0, isSpaced(word) ? KEY_CHARS : 2);
    byBeginning.set(key, [...(byBeginning.get(key) ?? []), { word, phrase }]);
  }

function isSpaced(word: string): boolean {
  return word.startsWith(" ");
}

/**
 * Where a plain text holds a phrase: one pass, a bounded look ahead at each beginning. Of each phrase the first place.
 * @param onStep counts the looks, for the proof that they grow with the text and no faster
 */
export function findPhrases(words: string, place: Place, onStep?: () => void): PhraseMatch[] {
  const found = new Map<Phrase, PhraseMatch>();
  for (let at = 0; at < words.length; at++) {
    const key = words.charCodeAt(at) === 32 ? words.slice(at, at + KEY_CHARS) : words.slice(at, at + 2);
    if (key.charCodeAt(0) < 0x2e80 && key.charCodeAt(0) !== 32) continue;
    for (const { word, phrase } of byBeginning.get(key) ?? []) {
      onStep?.();
      if (found.has(phrase) || !phrase.places.includes(place) || !words.startsWith(word, at)) continue;
      if (follows(words.slice(at + word.length - 1, at + word.length + phrase.within), phrase))
        found.set(phrase, { phrase, at });
    }
  }
  return [...found.values()];
}

/** Whether all steps follow, each after the one before. The first place of each leaves most room for the next. */
function follows(ahead: string, { steps }: Phrase): boolean {
  let from = 0;
  for (const step of steps) {
    step.lastIndex = from;
    if (!step.test(ahead)) return false;
    from = step.lastIndex;
  }
  return true;
}
