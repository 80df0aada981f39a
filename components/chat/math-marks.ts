import { fenceLines } from "./fence-lines.ts";

/** A formula on lines of its own: `\[ … \]`, or `$$ … $$` on one line. */
const DISPLAY = /^([ \t]*)(?:\\\[((?:(?!\n[ \t]*\n)[\s\S]){1,1000}?)\\\]|\$\$([^$\n]{1,1000})\$\$)[ \t]*$/gm;
/** An amount of money and words, between two dollar signs by chance. */
const MONEY = /^\d[^\\]*\s[A-Za-z]{2,}/;

/** Whether a text may hold formulas, so that what sets them is worth loading. */
export function mayHoldMath(text: string): boolean {
  return /\$[^\s$][^$]*\$|\$\$|\\\(|\\\[/.test(text);
}

/**
 * Models mark formulas as `$…$`, `\(…\)` and `\[…\]`; a dollar sign is more often money. Whatever is surely a formula is
 * marked by two dollars, the only mark the parser is told of. Code stays as it is.
 */
export function mathMarks(text: string): string {
  const parts: string[] = [];
  let words = "";
  for (const { line, isCode } of fenceLines(text)) {
    if (!isCode) words += line;
    else {
      parts.push(inWords(words), line);
      words = "";
    }
  }
  return [...parts, inWords(words)].join("");
}

function inWords(text: string): string {
  const set = text.replace(DISPLAY, (_, indent: string, bracketed?: string, dollars?: string) =>
    [`$$`, ...(bracketed ?? dollars ?? "").trim().split("\n"), `$$`]
      .map((line) => indent + line.trimStart())
      .join("\n"),
  );
  return set.split("\n").map(inLine).join("\n");
}

/** A longer line is no sentence with formulas in it. */
const LINE_CHARS = 4_000;

function inLine(line: string): string {
  if (line.length > LINE_CHARS || !/[$\\]/.test(line)) return line;
  let out = "";
  for (let at = 0; at < line.length; ) {
    const piece = codeSpan(line, at) ?? formula(line, at);
    out += piece ? piece.text : line[at];
    at = piece ? piece.end : at + 1;
  }
  return out;
}

type Piece = { text: string; end: number };

function codeSpan(line: string, at: number): Piece | null {
  if (line[at] !== "`") return null;
  const run = /^`+/.exec(line.slice(at, at + 100))?.[0] ?? "`";
  const close = new RegExp(`(?<!\`)${run}(?!\`)`, "g");
  close.lastIndex = at + run.length;
  const end = close.exec(line);
  return end ? copied(line, at, end.index + run.length) : copied(line, at, at + run.length);
}

function copied(line: string, at: number, end: number): Piece {
  return { text: line.slice(at, end), end };
}

function formula(line: string, at: number): Piece | null {
  const two = line.slice(at, at + 2);
  if (two === "\\(" || two === "\\[") {
    const close = line.indexOf(two === "\\(" ? "\\)" : "\\]", at + 2);
    return close === -1 ? copied(line, at, at + 2) : marked(line.slice(at + 2, close), close + 2);
  }
  if (two[0] === "\\") return copied(line, at, at + 2);
  if (two === "$$") {
    const close = line.indexOf("$$", at + 2);
    return copied(line, at, close === -1 ? at + 2 : close + 2);
  }
  if (two[0] !== "$" || /\s/.test(two[1] ?? " ") || /[\w$]/.test(line[at - 1] ?? " ")) return null;
  const close = closingDollar(line, at + 1);
  const inside = line.slice(at + 1, close);
  return close === -1 || MONEY.test(inside) ? null : marked(inside, close + 1);
}

/** A dollar sign that ends a formula stands close to it, and not before a letter or a digit. */
function closingDollar(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === "`") return -1;
    else if (line[at] === "$") return /\s/.test(line[at - 1] ?? "") || /[\w$]/.test(line[at + 1] ?? "") ? -1 : at;
  }
  return -1;
}

function marked(inside: string, end: number): Piece {
  const text = inside.trim();
  return { text: text === "" || text.includes("$") ? inside : `$$${text}$$`, end };
}
