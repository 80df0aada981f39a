/** Code in Markdown: what looks like a citation in it is none. */
export const MARKDOWN_CODE = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/;

/** Begins the address of a citation within a report; its number follows. */
export const CITATION_HREF = "#source-";

/** A checked report's text with its citations as links to the sources beside it. */
export function linkCitations(text: string, sources: number): string {
  const link = (mark: string, n: string) => (Number(n) <= sources ? `[\\[${n}\\]](${CITATION_HREF}${n})` : mark);
  const linked = (part: string) => part.replace(/\[(\d{1,4})\](?![(:])/g, link);
  return text
    .split(MARKDOWN_CODE)
    .map((part, i) => (i % 2 === 1 ? part : linked(part)))
    .join("");
}
