import { fenceLines } from "./fence-lines.ts";

/** Definitions of reference links reach over the whole text, so it cannot be cut. */
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;
/** A line that may belong to what stood above the blank line: indented, a list item, a quotation or a table row. */
const CONTINUES = /^(\s|[-*+>|]|\d+[.)])/;

/**
 * Cuts Markdown into top-level blocks, so that while an answer grows only its last block is parsed again. The parts put
 * together are the text; when in doubt it stays in one piece.
 */
export function markdownBlocks(text: string): string[] {
  if (DEFINITION.test(text)) return [text];
  const blocks: string[] = [];
  let block = "";
  let afterBlank = false;
  let wasCode = false;
  for (const { line, isCode } of fenceLines(text)) {
    if (afterBlank && !(isCode && wasCode) && line.trim() !== "" && !CONTINUES.test(line)) {
      blocks.push(block);
      block = "";
    }
    afterBlank = line.trim() === "";
    wasCode = isCode;
    block += line;
  }
  if (block) blocks.push(block);
  return blocks;
}
