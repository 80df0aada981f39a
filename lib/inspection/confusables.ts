/** Letters of other scripts, by the Latin letter they look like (Unicode UTS #39, those in use). */
const LOOKALIKES: Record<string, string> = {
  a: "аαɑ",
  b: "ЬƄ",
  c: "сϲᴄⅽ",
  d: "ԁⅾ",
  e: "еҽ℮",
  f: "ſϝ",
  g: "ɡԍ",
  h: "һհ",
  i: "іιıɩ",
  j: "јϳ",
  k: "кκ",
  l: "ӏⅼ",
  m: "мⅿ",
  n: "ոп",
  o: "оοօσ",
  p: "рρ",
  q: "ԛզ",
  r: "гᴦ",
  s: "ѕꜱ",
  t: "тτ",
  u: "υսᴜ",
  v: "νѵᴠ",
  w: "ԝωѡ",
  x: "хχ",
  y: "уγү",
  z: "ᴢ",
};

const LATIN_OF = new Map(
  Object.entries(LOOKALIKES).flatMap(([latin, like]) => Array.from(like, (one) => [one, latin])),
);

/** The Latin letter that a letter in lower case looks like, or the letter itself. */
export function latinOf(letter: string): string {
  return LATIN_OF.get(letter) ?? letter;
}

const LATIN = /\p{Script=Latin}/u;
const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u;

/** Whether a word is written in two alphabets whose letters look alike. */
export function isMixed(word: string): boolean {
  return LATIN.test(word) && OTHER.test(word);
}

/** What a name looks like: names with the same skeleton are taken for one another. */
export function skeleton(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{Mn}|\p{Cf}/gu, "")
    .toLowerCase();
  return Array.from(plain, latinOf)
    .join("")
    .replaceAll(/[1i|!]/g, "l")
    .replaceAll("0", "o")
    .replaceAll("5", "s")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll(/[-_.\s]+/g, "_");
}
