import { isSecretName, secretParts } from "./secrets.ts";

/** A piece of JSON as it is written. The pieces of a string keep apart what looks like a secret. */
export type Piece = { kind: "syntax" | "name" | "string" | "literal"; text: string; isSecret?: boolean };
/** A string or name is one piece list; its length is what its writer typed, in characters. */
export type Token = { pieces: Piece[]; length: number };
export type Line = { indent: number; tokens: Token[] };

/**
 * JSON as it is sent, a line per value: names in the order of RFC 8785 (by UTF-16 code units), numbers and strings
 * written as there. All lines together, without the line breaks, are the canonical form itself.
 */
export function canonicalLines(value: unknown): Line[] {
  const lines: Line[] = [];
  write(value, { indent: 0, before: [], after: "", isSecret: false }, lines);
  return lines;
}

/** The canonical form in one text. */
export function canonicalText(value: unknown): string {
  return canonicalLines(value)
    .flatMap((line) => line.tokens.flatMap((token) => token.pieces.map((piece) => piece.text)))
    .join("");
}

type Place = { indent: number; before: Token[]; after: string; isSecret: boolean };

function write(value: unknown, place: Place, lines: Line[]): void {
  const { indent, before, after, isSecret } = place;
  const entries = entriesOf(value);
  if (!entries) {
    lines.push({ indent, tokens: [...before, leaf(value, isSecret), syntax(after)] });
    return;
  }
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    lines.push({ indent, tokens: [...before, syntax(`${open}${close}${after}`)] });
    return;
  }
  lines.push({ indent, tokens: [...before, syntax(open)] });
  entries.forEach(([name, child], index) => {
    const inside: Place = {
      indent: indent + 1,
      before: name === null ? [] : [text(name, "name", false), syntax(":")],
      after: index < entries.length - 1 ? "," : "",
      isSecret: name === null ? isSecret : isSecretName(name),
    };
    write(child, inside, lines);
  });
  lines.push({ indent, tokens: [syntax(`${close}${after}`)] });
}

/** What an object or list contains, in canonical order; null for anything else. */
function entriesOf(value: unknown): [string | null, unknown][] | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return value.map((item) => [null, item]);
  const object = value as Record<string, unknown>;
  return Object.keys(object)
    .sort()
    .map((name) => [name, object[name]]);
}

function leaf(value: unknown, isSecret: boolean): Token {
  if (typeof value === "string") return text(value, "string", isSecret);
  const written = JSON.stringify(value) ?? "null";
  return { pieces: [{ kind: "literal", text: written, ...(isSecret && { isSecret }) }], length: written.length };
}

function text(value: string, kind: "name" | "string", isSecret: boolean): Token {
  const parts = kind === "name" || isSecret ? [{ text: value, isSecret }] : secretParts(value);
  const pieces = parts.map(
    (part): Piece => ({ kind, text: JSON.stringify(part.text).slice(1, -1), ...(part.isSecret && { isSecret: true }) }),
  );
  const quote: Piece = { kind, text: '"' };
  return { pieces: [quote, ...pieces, quote], length: value.length };
}

function syntax(written: string): Token {
  return { pieces: written === "" ? [] : [{ kind: "syntax", text: written }], length: 0 };
}
