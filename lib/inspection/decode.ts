import { MAX_DECODED_CHARS } from "./constants.ts";

/** Texts in another form: what is found, and how it is read. */
const FORMS: [RegExp, (run: string) => string | null][] = [
  [/[A-Za-z0-9+_-]{24,}={0,2}/g, printable],
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+]{1,200}\/[A-Za-z0-9+/]{16,}={0,2}/g, printable],
  [/(?:[0-9a-f]{2}[\s:]?){16,4096}/gi, (run) => fromHex(run)],
  [/(?:\\x[0-9a-f]{2}){8,4096}/gi, (run) => fromHex(run)],
];
/** Forms that stand for single characters within a text: the whole text is read. */
const ESCAPES: [RegExp, (run: string) => string][] = [
  [/(?:%[0-9a-f]{2}){1,4096}/gi, (run) => decodedPercent(run)],
  [/&#x?[0-9a-f]{2,6};/gi, (run) => fromEntity(run)],
  [/\\u[0-9a-f]{4}/gi, (run) => String.fromCharCode(Number.parseInt(run.slice(2), 16))],
];
/** So many of them are more than a name with an odd letter. */
const MIN_ESCAPES = 4;
/** Told by words that are in every such text, several of them: the whole is turned round, or each letter by half the alphabet. */
const TURNED: [RegExp, (text: string) => string][] = [
  [
    /\b(?:eht|dna|uoy|loot|resu|htiw|llac|siht|lla|snoitcurtsni|tnatsissa|suoiverp)\b/gi,
    (text) => Array.from(text).reverse().join(""),
  ],
  [
    /\b(?:gur|naq|lbh|gbby|hfre|jvgu|pnyy|guvf|nyy|vafgehpgvbaf|cerivbhf|nffvfgnag)\b/gi,
    (text) => text.replaceAll(/[a-z]/gi, rotated),
  ],
];
const MIN_TURNED = 3;
const PRINTABLE_SHARE = 0.95;

/** What a text holds in another form, decoded, with where it stands: at most MAX_DECODED_CHARS in all. */
export function decodedParts(text: string): { text: string; at: number }[] {
  const parts: { text: string; at: number }[] = [];
  let room = MAX_DECODED_CHARS;
  const keep = (decoded: string | null, at: number) => {
    if (decoded === null || decoded.length < 8 || room <= 0) return;
    parts.push({ text: decoded.slice(0, room), at });
    room -= decoded.length;
  };
  for (const [form, read] of FORMS)
    for (const match of text.matchAll(form)) {
      if (room <= 0) return parts;
      keep(read(match[0].slice(0, MAX_DECODED_CHARS * 2)), match.index);
    }
  const piece = text.slice(0, MAX_DECODED_CHARS);
  for (const [form, read] of ESCAPES) {
    const places = piece.match(form) ?? [];
    if (places.join("").length >= MIN_ESCAPES * 3) keep(piece.replace(form, read), piece.search(form));
  }
  for (const [words, turn] of TURNED)
    if ((piece.match(words) ?? []).length >= MIN_TURNED) keep(turn(piece), piece.search(words));
  return parts;
}

/** Base64 (either alphabet) or hex as the text it is; null for anything that is none. */
export function printable(run: string): string | null {
  if (/^(?:[0-9a-f]{2})+$/i.test(run)) return fromHex(run);
  return asText(Buffer.from(run.replaceAll("-", "+").replaceAll("_", "/"), "base64"));
}

function fromHex(run: string): string | null {
  return asText(Buffer.from(run.replaceAll(/[^0-9a-f]|\\x/gi, ""), "hex"));
}

function asText(bytes: Buffer): string | null {
  const text = bytes.toString("utf8");
  if (text.length < 8) return null;
  let good = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) continue;
    if (code >= 0x20 || code === 9 || code === 10 || code === 13) good += 1;
  }
  return good / text.length >= PRINTABLE_SHARE ? text : null;
}

function decodedPercent(run: string): string {
  return Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8");
}

function fromEntity(entity: string): string {
  const digits = entity.slice(2, -1);
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function rotated(letter: string): string {
  const base = letter <= "Z" ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
}
