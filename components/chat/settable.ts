import { fenceLines } from "./fence-lines.ts";

/** What a parser needs more than its share of time or depth for is shown as it was written. All found by measuring. */
const BLOCK_CHARS = 50_000;
const MARKS_IN_PARAGRAPH = 2_000;
const CELLS_IN_PARAGRAPH = 6_000;
const DEPTH = 60;
const TABLE_CELLS = 20_000;
/** Lists and quotations that one line opens, each in the one before. */
const NESTED_IN_A_LINE = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){30}/;
/** So long a word takes a browser the square of its length to lay out, as long as its letters may be kerned. */
const WORD_CHARS = 2_000;
/** What ends a paragraph wherever it stands. */
const NEW_PARAGRAPH = /^(?:\s*$| {0,3}(?:[-*+]|#{1,6}|1[.)])\s)/;

/** Whether a text can be set in reasonable time: parsers of Markdown need the square of some repetitions, or worse. */
export function isSettable(text: string): boolean {
  if (text.length > BLOCK_CHARS) return false;
  let [marks, cells] = [0, 0];
  for (const { line, isCode } of fenceLines(text)) {
    if (isCode || NEW_PARAGRAPH.test(line)) [marks, cells] = [0, 0];
    if (isCode) continue;
    marks += line.match(/[[\]*_~`<&@\\!]/g)?.length ?? 0;
    cells += line.match(/\|/g)?.length ?? 0;
    if (marks > MARKS_IN_PARAGRAPH || cells > CELLS_IN_PARAGRAPH || NESTED_IN_A_LINE.test(line)) return false;
    if (line.split(/\s/).some(({ length }) => length > WORD_CHARS)) return false;
  }
  return true;
}

type Node = { type: string; children?: Node[]; align?: unknown };

/** Refuses, by an exception, what is nested too deeply, and tables whose empty cells alone would fill a page. */
export function refuseUnbounded(tree: Node): void {
  for (let level: Node[] = [tree], depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH || level.some(isHugeTable)) throw new RangeError("The text cannot be set");
    level = level.flatMap(({ children = [] }) => children);
  }
}

function isHugeTable({ type, children = [], align }: Node): boolean {
  return type === "table" && Array.isArray(align) && align.length * children.length > TABLE_CELLS;
}
