import { MAX_DECODING_DEPTH, MAX_FINDINGS_PER_TEXT, MAX_TEXT_CHARS } from "./constants.ts";
import { decodedParts } from "./decode.ts";
import { excerptAt, noticeHidden, withoutHidden } from "./hidden-characters.ts";
import { noticeLinks } from "./links.ts";
import { findPhrases } from "./phrases.ts";
import { plainText } from "./plain-text.ts";
import { noticeRoleMarkers } from "./role-markers.ts";
import type { Noticed, Place } from "./types.ts";

/** Letters set apart one by one, and beginnings of words that are worth hiding so. */
const SPELLED_OUT = /(?: \p{L}(?= )){8,}/gu;
const WORTH_HIDING = /ignor|disregard|instruct|previous|systemprompt|donottell|password|credential|assistant|anweisung/;

/** What is suspicious in one text. At most its first MAX_TEXT_CHARS count, hidden characters not. */
export function inspectText(given: string, place: Place): Noticed[] {
  const hidden = noticeHidden(given.slice(0, MAX_TEXT_CHARS * 4), place);
  const text = withoutHidden(given).slice(0, MAX_TEXT_CHARS);
  const said = noticeWords(text, place);
  const found = [...hidden, ...said, ...noticeLinks(text, place), ...noticeEncoded(text, place, 1)];
  const unique = new Map(found.map((one) => [`${one.code} ${one.severity}`, one]));
  return [...unique.values()].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_FINDINGS_PER_TEXT);
}

function rank({ severity }: Noticed): number {
  return severity === "high" ? 0 : 1;
}

/** What is said in words. */
function noticeWords(text: string, place: Place): Noticed[] {
  const { words, at } = plainText(text);
  const said = findPhrases(words, place).map(
    ({ phrase, at: place }): Noticed => ({
      code: phrase.code,
      severity: phrase.severity,
      excerpt: excerptAt(text, at[place + 1] ?? 0),
    }),
  );
  for (const match of words.matchAll(SPELLED_OUT)) {
    if (!WORTH_HIDING.test(match[0].replaceAll(" ", ""))) continue;
    said.push({ code: "hidden_text", severity: "high", excerpt: excerptAt(text, at[match.index + 1] ?? 0) });
    break;
  }
  return [...said, ...noticeRoleMarkers(text)];
}

/** What is said in another form: only what would be suspicious in plain words counts. */
function noticeEncoded(text: string, place: Place, depth: number): Noticed[] {
  for (const part of decodedParts(text)) {
    const plain = withoutHidden(part.text);
    const said = noticeWords(plain, place).find(({ severity }) => severity === "high");
    if (said)
      return [
        {
          code: "encoded_instruction",
          severity: "high",
          excerpt: excerptAt(`${text.slice(part.at, part.at + 40)}… = ${said.excerpt}`, 0),
        },
      ];
    const deeper = depth < MAX_DECODING_DEPTH ? noticeEncoded(plain, place, depth + 1) : [];
    if (deeper.length > 0) return deeper;
  }
  return [];
}
