const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The lines of a Markdown text, each with its end and whether it belongs to fenced code. */
export function* fenceLines(text: string): Generator<{ line: string; isCode: boolean }> {
  let fence: string | null = null;
  for (const line of text.split(/(?<=\n)/)) {
    const mark = FENCE.exec(line)?.[1];
    const isCode = fence !== null || mark !== undefined;
    if (fence === null) fence = mark ?? null;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
    yield { line, isCode };
  }
}
