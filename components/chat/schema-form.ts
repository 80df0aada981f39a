/** A form made from a tool's input schema (JSON Schema): one field per property, what is nested as JSON text. */
export type FormField = {
  name: string;
  title: string | null;
  description: string | null;
  required: boolean;
  /** What the field starts with, as text. */
  initial: string;
} & (
  | { kind: "text" }
  | { kind: "json"; isList?: boolean }
  | { kind: "number"; integer: boolean; minimum?: number; maximum?: number }
  | { kind: "boolean" }
  | { kind: "choice"; options: { text: string; value: unknown }[] }
);

export type FieldProblem = "required" | "not_a_number" | "not_an_integer" | "not_json" | "not_a_choice";
export type ParsedForm =
  | { ok: true; value: Record<string, unknown> }
  | { ok: false; problems: Record<string, FieldProblem> };

type Schema = Record<string, unknown>;

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The one type a property has beside null; null when it may be of several. */
function typeOf(schema: Schema): string | null {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== "null");
  return types.length === 1 && typeof types[0] === "string" ? types[0] : null;
}

function asText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function toField(name: string, schema: Schema, required: boolean): FormField {
  const common = {
    name,
    title: words(schema.title),
    description: words(schema.description),
    required,
    initial: asText(schema.default),
  };
  const choices = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : null;
  if (choices) return { ...common, kind: "choice", options: choices.map((value) => ({ text: asText(value), value })) };
  switch (typeOf(schema)) {
    case "string":
      return { ...common, kind: "text" };
    case "number":
    case "integer": {
      const limits = { minimum: number(schema.minimum), maximum: number(schema.maximum) };
      return { ...common, kind: "number", integer: typeOf(schema) === "integer", ...limits };
    }
    case "boolean":
      return { ...common, kind: "boolean" };
    default:
      return {
        ...common,
        kind: "json",
        isList: typeOf(schema) === "array",
        initial: schema.default === undefined ? "" : JSON.stringify(schema.default, null, 2),
      };
  }
}

/** The fields for a tool's input schema, required ones first, otherwise in the schema's order. */
export function formFields(inputSchema: Schema): FormField[] {
  const properties = isObject(inputSchema.properties) ? inputSchema.properties : {};
  const required = Array.isArray(inputSchema.required) ? inputSchema.required : [];
  const fields = Object.entries(properties).map(([name, schema]) =>
    toField(name, isObject(schema) ? schema : {}, required.includes(name)),
  );
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}

function parseField(field: FormField, text: string): { value: unknown } | { problem: FieldProblem } | "left_out" {
  if (text === "" || (field.kind !== "text" && text.trim() === ""))
    return field.required ? { problem: "required" } : "left_out";
  switch (field.kind) {
    case "text":
      return { value: text };
    case "number": {
      const value = Number(text);
      if (!Number.isFinite(value)) return { problem: "not_a_number" };
      return field.integer && !Number.isInteger(value) ? { problem: "not_an_integer" } : { value };
    }
    case "boolean":
      return { value: text === "true" };
    case "choice": {
      const option = field.options.find((each) => each.text === text);
      return option ? { value: option.value } : { problem: "not_a_choice" };
    }
    case "json":
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { problem: "not_json" };
      }
  }
}

/**
 * The arguments a filled form stands for. What was left empty and is not required is left out, so that the server's own
 * default holds.
 * @param textOf what stands in the field of that name
 */
export function parseForm(fields: FormField[], textOf: (name: string) => string): ParsedForm {
  const value: Record<string, unknown> = {};
  const problems: Record<string, FieldProblem> = {};
  for (const field of fields) {
    const parsed = parseField(field, textOf(field.name));
    if (parsed === "left_out") continue;
    if ("problem" in parsed) problems[field.name] = parsed.problem;
    // A property may be called __proto__.
    else
      Object.defineProperty(value, field.name, {
        value: parsed.value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, value };
}
