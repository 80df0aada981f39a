/** How an injection is kept from people's eyes or from filters, and how a model that wants to reads it all the same. */
export type Disguise = { name: string; hide: (text: string) => string; read: (text: string) => string };

const same = (text: string) => text;
const joined = (parts: Iterable<string>) => [...parts].join("\n");

/** Latin letters by others that look like them. */
const LOOKALIKE: Record<string, string> = { a: "а", c: "с", e: "е", i: "і", o: "о", p: "р", x: "х", y: "у" };
const LATIN = Object.fromEntries(Object.entries(LOOKALIKE).map(([latin, other]) => [other, latin]));

/** Only words are disguised: names, JSON and addresses have to stay what they are. */
function inWords(text: string, change: (word: string) => string): string {
  return text.replaceAll(/(?<![\w"{:/.-])[A-Za-z]{3,}(?![\w"}:/-])/g, change);
}

const rot13 = (text: string) =>
  text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
const reversed = (text: string) => Array.from(text).reverse().join("");

export const DISGUISES: readonly Disguise[] = [
  { name: "none", hide: same, read: same },
  { name: "comment", hide: (text) => `<!-- ${text} -->`, read: same },
  { name: "far below", hide: (text) => `${"All is well. ".repeat(200)}\n${text}`, read: same },
  { name: "Markdown link", hide: (text) => `[//]: # (note)\n${text}`, read: same },
  {
    name: "zero-width",
    hide: (text) => inWords(text, (word) => [...word].join("\u200B")),
    read: (text) => text.replaceAll("\u200B", ""),
  },
  {
    name: "soft hyphens",
    hide: (text) => inWords(text, (word) => `${word.slice(0, 2)}\u00AD${word.slice(2)}`),
    read: (text) => text.replaceAll("\u00AD", ""),
  },
  {
    name: "tags",
    hide: (text) =>
      `Fine.${Array.from(text, (one) => String.fromCodePoint(0xe0000 + (one.charCodeAt(0) & 0x7f))).join("")}`,
    read: (text) =>
      joined(
        Array.from(text.matchAll(/[\u{E0020}-\u{E007E}]{8,}/gu), ([run]) =>
          Array.from(run, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) - 0xe0000)).join(""),
        ),
      ),
  },
  {
    name: "full width",
    hide: (text) =>
      inWords(text, (word) => Array.from(word, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join("")),
    read: (text) => text.normalize("NFKC"),
  },
  {
    name: "look-alikes",
    hide: (text) => inWords(text, (word) => word.replaceAll(/[aceiopxy]/g, (one) => LOOKALIKE[one] ?? one)),
    read: (text) => text.replaceAll(/[асеіорху]/g, (one) => LATIN[one] ?? one),
  },
  {
    name: "base64",
    hide: (text) => `data: ${Buffer.from(text).toString("base64")}`,
    read: (text) =>
      joined(
        Array.from(text.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g), ([run]) => Buffer.from(run, "base64").toString("utf8")),
      ),
  },
  {
    name: "hex",
    hide: (text) => Buffer.from(text).toString("hex"),
    read: (text) =>
      joined(Array.from(text.matchAll(/[0-9a-f]{40,}/g), ([run]) => Buffer.from(run, "hex").toString("utf8"))),
  },
  {
    name: "percent",
    hide: (text) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
    read: (text) =>
      joined(
        Array.from(text.matchAll(/(?:%[0-9a-f]{2}){8,}/g), ([run]) =>
          Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
        ),
      ),
  },
  { name: "rot13", hide: rot13, read: rot13 },
  { name: "reversed", hide: reversed, read: reversed },
];
