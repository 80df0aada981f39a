import { MAX_QUESTION_BYTES } from "#lib/mcp/constants.ts";
import type { FieldProblem, QuestionField } from "#lib/questions/types.ts";

/** Which form control holds a field: names of fields are the server's, and several forms may stand on a page. */
export function controlName(index: number): string {
  return `answer-${index}`;
}

/** What a filled form stands for; what is empty and not a choice of several is left out. */
export function readForm(fields: readonly QuestionField[], data: FormData): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field, i) => {
      const texts = data.getAll(controlName(i)).map(String);
      if (field.kind === "choices") return texts.length > 0 || field.isRequired ? [[field.name, texts]] : [];
      const [text = ""] = texts;
      return text.trim() === "" ? [] : [[field.name, typedValue(field, text)]];
    }),
  );
}

function typedValue(field: QuestionField, text: string): unknown {
  if (field.kind === "number") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (field.kind === "boolean") return text === "true";
  return field.kind === "text" && field.format === "date-time" ? instant(text) : text;
}

/** The bound that a value is beyond. */
export function boundOf(field: QuestionField, problem: FieldProblem): number {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = field as Bounds;
  const bounds: { [problem in FieldProblem]?: number } = {
    too_small: minimum,
    too_large: maximum,
    too_short: minLength,
    too_long: Math.min(maxLength ?? MAX_QUESTION_BYTES, MAX_QUESTION_BYTES),
    too_few: minItems,
    too_many: maxItems,
  };
  return bounds[problem] ?? 0;
}

type Bounds = { [name in "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems"]?: number };

/** The browser's own control knows no time zone; the person's is meant. */
function instant(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** A server's default as the browser's control wants it. */
export function localTime(initial: string): string {
  const date = new Date(initial);
  if (initial === "" || Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** An address in three parts, of which the middle says whose it is; `isDisguised` where it may look like another's. */
export function addressParts(text: string): { before: string; host: string; after: string; isDisguised: boolean } {
  const { host, hostname, href } = new URL(text);
  const at = href.indexOf(host);
  const isDisguised = hostname.split(".").some((label) => label.startsWith("xn--"));
  return { before: href.slice(0, at), host, after: href.slice(at + host.length), isDisguised };
}
