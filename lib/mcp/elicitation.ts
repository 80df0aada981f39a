import { z } from "zod";
import {
  MAX_QUESTION_BYTES,
  MAX_QUESTION_FIELDS,
  MAX_QUESTION_OPTIONS,
  MAX_QUESTION_TEXT_CHARS,
  MAX_QUESTION_URL_CHARS,
} from "./constants.ts";
import { isShallow, jsonBytes } from "./json-limits.ts";
import type { JsonObject } from "./types.ts";

/** One field of a server's form. Titles, descriptions and options are the server's own words. */
export type QuestionField = { name: string; title: string; description: string; isRequired: boolean } & (
  | { kind: "text"; format: TextFormat | null; minLength?: number; maxLength?: number; initial: string }
  | { kind: "number"; isInteger: boolean; minimum?: number; maximum?: number; initial: number | null }
  | { kind: "boolean"; initial: boolean | null }
  | { kind: "choice"; options: QuestionOption[]; initial: string | null }
  | { kind: "choices"; options: QuestionOption[]; minItems?: number; maxItems?: number; initial: string[] }
);
export type QuestionOption = { value: string; title: string };

/** What a server wants from the person during a call (MCP 2025-11-25, "Elicitation"). */
export type Question =
  | { kind: "form"; message: string; fields: QuestionField[] }
  | { kind: "url"; message: string; url: string; elicitationId: string | null };

/** What the server is told: declining is a decision, cancelling is none. */
export type QuestionAnswer =
  | { action: "accept"; content?: { [name: string]: AnswerValue } }
  | { action: "decline" }
  | { action: "cancel" };
export type AnswerValue = string | number | boolean | string[];

export const FIELD_PROBLEMS = [
  "required",
  "not_text",
  "not_a_number",
  "not_an_integer",
  "too_small",
  "too_large",
  "too_short",
  "too_long",
  "not_an_email",
  "not_an_address",
  "not_a_date",
  "not_a_time",
  "not_a_choice",
  "too_few",
  "too_many",
  "unknown_field",
] as const;
export type FieldProblem = (typeof FIELD_PROBLEMS)[number];

const FORMATS = ["email", "uri", "date", "date-time"] as const;
type TextFormat = (typeof FORMATS)[number];

const words = z.string().max(MAX_QUESTION_TEXT_CHARS).catch("");
const common = { title: words, description: words };
const count = z.number().int().min(0).optional().catch(undefined);
const bound = z.number().optional().catch(undefined);
const titled = z
  .array(z.object({ const: z.string(), title: z.string() }))
  .min(1)
  .max(MAX_QUESTION_OPTIONS);
const names = z.array(z.string()).min(1).max(MAX_QUESTION_OPTIONS);

/** The flat schemas a question may be made of (SEP-1034 defaults, SEP-1330 enums), most particular first. */
const propertySchema = z.union([
  z.object({ ...common, type: z.literal("string"), oneOf: titled, default: z.unknown().optional() }),
  z.object({
    ...common,
    type: z.literal("string"),
    enum: names,
    enumNames: names.optional(),
    default: z.unknown().optional(),
  }),
  z.object({
    ...common,
    type: z.literal("array"),
    items: z.union([z.object({ anyOf: titled }), z.object({ enum: names })]),
    minItems: count,
    maxItems: count,
    default: z.unknown().optional(),
  }),
  z.object({
    ...common,
    type: z.literal("string"),
    format: z.enum(FORMATS).nullable().catch(null).default(null),
    minLength: count,
    maxLength: count,
    // A server's `pattern` is never run here: one bad expression stops a process (security.md §0.2).
    default: z.unknown().optional(),
  }),
  z.object({
    ...common,
    type: z.enum(["number", "integer"]),
    minimum: bound,
    maximum: bound,
    default: z.unknown().optional(),
  }),
  z.object({ ...common, type: z.literal("boolean"), default: z.unknown().optional() }),
]);
type Property = z.infer<typeof propertySchema>;

const formSchema = z.object({
  mode: z.literal("form").default("form"),
  message: z.string().max(MAX_QUESTION_TEXT_CHARS),
  requestedSchema: z.object({
    properties: z.record(z.string().max(MAX_QUESTION_TEXT_CHARS), propertySchema),
    required: z.array(z.string()).catch([]),
  }),
});
const urlSchema = z.object({
  mode: z.literal("url"),
  message: z.string().max(MAX_QUESTION_TEXT_CHARS),
  url: z.string().max(MAX_QUESTION_URL_CHARS),
  elicitationId: z.string().max(MAX_QUESTION_TEXT_CHARS).nullable().catch(null),
});

/**
 * Reads the parameters of `elicitation/create`.
 * @returns null when it cannot be put to a person: not flat, too large, or an address no browser should open
 */
export function readQuestion(params: unknown): Question | null {
  if (!isShallow(params) || jsonBytes(params) > MAX_QUESTION_BYTES) return null;
  const url = urlSchema.safeParse(params);
  if (url.success) {
    const { message, elicitationId } = url.data;
    return isBrowsable(url.data.url) ? { kind: "url", message, url: new URL(url.data.url).href, elicitationId } : null;
  }
  const form = formSchema.safeParse(params);
  if (!form.success) return null;
  const { properties, required } = form.data.requestedSchema;
  const entries = Object.entries(properties);
  if (entries.length > MAX_QUESTION_FIELDS) return null;
  const fields = entries.map(([name, property]) => fieldOf(name, property, required.includes(name)));
  return { kind: "form", message: form.data.message, fields };
}

/** Web addresses alone, without a name and password in them, which make one host look like another. */
function isBrowsable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ["https:", "http:"].includes(url.protocol) && url.username === "" && url.password === "";
}

function fieldOf(name: string, property: Property, isRequired: boolean): QuestionField {
  const field = withoutDefault(name, property, isRequired);
  // A default that the form itself would refuse is none.
  const given = property.default;
  if (given === undefined || problemOf(field, given) !== null) return field;
  return { ...field, initial: given } as QuestionField;
}

function withoutDefault(name: string, property: Property, isRequired: boolean): QuestionField {
  const { title, description } = property;
  const shared = { name, title, description, isRequired };
  if ("oneOf" in property) return { ...shared, kind: "choice", options: titledOptions(property.oneOf), initial: null };
  if ("enum" in property) {
    const options = property.enum.map((value, i) => ({ value, title: property.enumNames?.[i] ?? value }));
    return { ...shared, kind: "choice", options, initial: null };
  }
  if (property.type === "array") {
    const { items, minItems, maxItems } = property;
    const options =
      "anyOf" in items ? titledOptions(items.anyOf) : items.enum.map((value) => ({ value, title: value }));
    return { ...shared, kind: "choices", options, ...limits({ minItems, maxItems }), initial: [] };
  }
  if (property.type === "string") {
    const { format, minLength, maxLength } = property;
    return { ...shared, kind: "text", format, ...limits({ minLength, maxLength }), initial: "" };
  }
  if (property.type === "boolean") return { ...shared, kind: "boolean", initial: null };
  const { minimum, maximum } = property;
  return {
    ...shared,
    kind: "number",
    isInteger: property.type === "integer",
    ...limits({ minimum, maximum }),
    initial: null,
  };
}

function titledOptions(options: z.infer<typeof titled>): QuestionOption[] {
  return options.map((option) => ({ value: option.const, title: option.title }));
}

function limits<K extends string>(given: { [Key in K]: number | undefined }): { [Key in K]?: number } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in K]?: number;
  };
}

const FORMAT_CHECKS: Record<TextFormat, [z.ZodType, FieldProblem]> = {
  email: [z.email(), "not_an_email"],
  uri: [z.url(), "not_an_address"],
  date: [z.iso.date(), "not_a_date"],
  "date-time": [z.iso.datetime({ offset: true }), "not_a_time"],
};

/** What is wrong with a value given for a field; null when it fits. */
function problemOf(field: QuestionField, value: unknown): FieldProblem | null {
  switch (field.kind) {
    case "text": {
      if (typeof value !== "string") return "not_text";
      if (field.isRequired && value === "") return "required";
      const { length } = [...value];
      if (length < (field.minLength ?? 0)) return "too_short";
      if (length > Math.min(field.maxLength ?? MAX_QUESTION_BYTES, MAX_QUESTION_BYTES)) return "too_long";
      const [format, problem] = field.format ? FORMAT_CHECKS[field.format] : [];
      return format && problem && !format.safeParse(value).success ? problem : null;
    }
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) return "not_a_number";
      if (field.isInteger && !Number.isInteger(value)) return "not_an_integer";
      if (field.minimum !== undefined && value < field.minimum) return "too_small";
      return field.maximum !== undefined && value > field.maximum ? "too_large" : null;
    case "boolean":
      return typeof value === "boolean" ? null : "not_a_choice";
    case "choice":
      return field.options.some((option) => option.value === value) ? null : "not_a_choice";
    case "choices": {
      if (!Array.isArray(value) || new Set(value).size !== value.length) return "not_a_choice";
      if (!value.every((each) => field.options.some((option) => option.value === each))) return "not_a_choice";
      if (value.length < (field.minItems ?? 0)) return "too_few";
      return value.length > (field.maxItems ?? field.options.length) ? "too_many" : null;
    }
  }
}

/**
 * Checks what a person filled in against what was asked, field by field. What is not required may be left out.
 * @returns the content to send, or the problem of each field that has one
 */
export function checkAnswer(
  fields: readonly QuestionField[],
  content: JsonObject,
): { ok: true; value: { [name: string]: AnswerValue } } | { ok: false; problems: { [name: string]: FieldProblem } } {
  const entries: [string, AnswerValue][] = [];
  const problems: [string, FieldProblem][] = [];
  for (const name of Object.keys(content))
    if (!fields.some((field) => field.name === name)) problems.push([name, "unknown_field"]);
  for (const field of fields) {
    const isGiven = Object.hasOwn(content, field.name);
    const problem = isGiven ? problemOf(field, content[field.name]) : field.isRequired ? "required" : null;
    if (problem) problems.push([field.name, problem]);
    else if (isGiven) entries.push([field.name, content[field.name] as AnswerValue]);
  }
  return problems.length > 0
    ? { ok: false, problems: Object.fromEntries(problems) }
    : { ok: true, value: Object.fromEntries(entries) };
}

/** What a form holds before anybody touched it: the server's own defaults (SEP-1034). */
export function defaultAnswer(fields: readonly QuestionField[]): { [name: string]: AnswerValue } {
  return Object.fromEntries(
    fields.flatMap(({ name, initial }) =>
      initial === null || initial === "" || (Array.isArray(initial) && initial.length === 0) ? [] : [[name, initial]],
    ),
  );
}
