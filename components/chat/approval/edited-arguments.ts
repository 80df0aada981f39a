import { type FieldProblem, type FormField, formFields, parseForm } from "../schema-form.ts";

type Arguments = Record<string, unknown>;
type Edited = { ok: true; value: Arguments } | { ok: false; problems: Record<string, FieldProblem> };

/** The fields of a tool's schema as the model filled them in; what does not fit its field is shown as JSON. */
export function filledFields(inputSchema: Record<string, unknown>, given: Arguments): FormField[] {
  return formFields(inputSchema).map((field) => {
    if (!Object.hasOwn(given, field.name)) return { ...field, initial: "" };
    const value = given[field.name];
    const initial = textFor(field, value);
    if (initial !== null) return { ...field, initial };
    const { name, title, description, required } = field;
    return { name, title, description, required, kind: "json", initial: JSON.stringify(value, null, 2) };
  });
}

/** A value as its field shows it; null: the field cannot. */
function textFor(field: FormField, value: unknown): string | null {
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? value : null;
    case "number":
      return typeof value === "number" ? String(value) : null;
    case "boolean":
      return typeof value === "boolean" ? String(value) : null;
    case "choice":
      return field.options.find((option) => JSON.stringify(option.value) === JSON.stringify(value))?.text ?? null;
    case "json":
      return JSON.stringify(value, null, 2);
  }
}

/**
 * The arguments as a person changed them. What they did not touch stays as it was, to the byte, and so does what the
 * schema does not know; what they emptied is left out.
 */
export function editedArguments(given: Arguments, fields: FormField[], textOf: (name: string) => string): Edited {
  const touched = fields.filter((field) => textOf(field.name) !== asTyped(field.initial));
  const parsed = parseForm(touched, textOf);
  if (!parsed.ok) return parsed;
  const names = new Set(touched.map(({ name }) => name));
  const kept = Object.entries(given).filter(([name]) => !names.has(name));
  return { ok: true, value: Object.fromEntries([...kept, ...Object.entries(parsed.value)]) };
}

/** A text box gives every line break back as a line feed. */
function asTyped(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/** Arguments written as JSON; null: they are no JSON object. */
export function parseArguments(text: string): Arguments | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Arguments) : null;
  } catch {
    return null;
  }
}
