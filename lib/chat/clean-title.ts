import { MODEL_TITLE_MAX_CHARS } from "./constants.ts";
import { visibleText } from "./model/visible-text.ts";

/** A title as a model gave it, as one plain line without marks, quotes or hidden characters; "" when nothing is left. */
export function cleanTitle(text: string): string {
  const [line = ""] = text.split("\n").flatMap((each) => {
    const words = plain(each);
    return words ? [words] : [];
  });
  if (line.length <= MODEL_TITLE_MAX_CHARS) return line;
  const cut = line.slice(0, MODEL_TITLE_MAX_CHARS - 1).toWellFormed();
  return `${cut.replace(/\s+\S*$/, "") || cut}…`;
}

function plain(line: string): string {
  return visibleText(line.slice(0, 1_000))
    .replace(/\u200C|\u200D|\t|\r/g, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]*>/g, "")
    .replace(/[*_`~#>|[\]]/g, "")
    .replace(/^\s*(title|titel)\s*:\s*/i, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^["'“”„«»‘’\-–•\s]+|["'“”„«»‘’.\s]+$/g, "");
}
