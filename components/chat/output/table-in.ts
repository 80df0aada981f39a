/** What can be read as a table: names of columns, and rows of as many values. */
export type Table = { columns: string[]; rows: Cell[][] };
export type Cell = string | number | boolean | null;

/** More is no table that one could read. */
const MAX_COLUMNS = 60;

/** A list of flat objects as a table, also where it is all that an object holds; null for everything else. */
export function tableInJson(value: unknown): Table | null {
  if (!Array.isArray(value)) {
    const held = typeof value === "object" && value !== null ? Object.values(value) : [];
    return held.length === 1 && Array.isArray(held[0]) ? tableInJson(held[0]) : null;
  }
  if (value.length === 0 || !value.every(isFlat)) return null;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0 || columns.length > MAX_COLUMNS) return null;
  return {
    columns,
    rows: value.map((row) => columns.map((name) => (Object.hasOwn(row, name) ? row[name] : null) ?? null)),
  };
}

function isFlat(row: unknown): row is Record<string, Cell> {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  return Object.values(row).every((value) => value === null || typeof value !== "object");
}

/** A text that is a Markdown table and nothing else, or comma- or tab-separated values; null for every other text. */
export function tableInText(text: string, mimeType = ""): Table | null {
  const markdown = markdownTable(text.trim());
  if (markdown) return markdown;
  const isDeclared = /\b(csv|tab-separated-values)\b/i.test(mimeType);
  for (const separator of [",", "\t", ";"]) {
    const [columns, ...rows] = separatedValues(text.trim(), separator);
    const isEven = columns && rows.length > 0 && rows.every((row) => row.length === columns.length);
    // Undeclared, a text with commas in it may be prose.
    const isTable = isEven && columns.length > 1 && (isDeclared || (rows.length > 1 && columns.every(isName)));
    if (isTable && columns.length <= MAX_COLUMNS) return { columns, rows };
  }
  return null;
}

function isName(cell: string): boolean {
  return /^[\p{L}_][^.!?]{0,40}$/u.test(cell.trim()) && !/\s\S+\s\S+\s/.test(cell);
}

function markdownTable(text: string): Table | null {
  const [head, rule, ...lines] = text.split(/\r?\n/);
  if (!head || !rule || !/^\|?(\s*:?-{1,}:?\s*\|)+\s*:?-*:?\s*\|?$/.test(rule)) return null;
  const columns = markdownCells(head);
  const rows = lines.map(markdownCells);
  const isTable = lines.length > 0 && lines.every((line) => line.includes("|")) && columns.length <= MAX_COLUMNS;
  return isTable && rows.every((row) => row.length === columns.length) ? { columns, rows } : null;
}

function markdownCells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** RFC 4180, with any separator. */
function separatedValues(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = "";
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (char === '"' && cell === "") isQuoted = true;
    else if (char === separator) endCell();
    else if (char === "\n") {
      endCell();
      rows.push([]);
    } else if (char !== "\r") cell += char;
  }
  endCell();
  return rows;
}

/** The rows by one column, numbers as numbers; what is empty comes last either way. */
export function sorted(rows: readonly Cell[][], column: number, isDescending: boolean, locale: string): Cell[][] {
  const words = new Intl.Collator(locale, { numeric: true });
  const isEmpty = (cell: Cell | undefined) => cell === null || cell === undefined || cell === "";
  return rows.toSorted((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (isEmpty(x) || isEmpty(y)) return Number(isEmpty(x)) - Number(isEmpty(y));
    const [n, m] = [Number(x), Number(y)];
    const order = Number.isNaN(n) || Number.isNaN(m) ? words.compare(String(x), String(y)) : n - m;
    return isDescending ? -order : order;
  });
}
