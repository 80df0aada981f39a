/** Definitions of reference links reach over the whole text, so it cannot be cut. */
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
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
  let fence: string | null = null;
  let afterBlank = false;
  for (const line of text.split(/(?<=\n)/)) {
    if (afterBlank && fence === null && line.trim() !== "" && !CONTINUES.test(line)) {
      blocks.push(block);
      block = "";
    }
    const mark = FENCE.exec(line)?.[1];
    if (fence === null) fence = mark ?? null;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
    afterBlank = line.trim() === "";
    block += line;
  }
  if (block) blocks.push(block);
  return blocks;
}
