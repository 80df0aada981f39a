import type { z } from "zod";

/** Names React and Next add to a form of their own. */
const FRAMEWORK_FIELD = /^\$ACTION/;

/** A form's entries as an object for a strict schema; of several with one name the last counts. */
export function formInput(form: FormData): Record<string, unknown> {
  return Object.fromEntries([...form].filter(([name]) => !FRAMEWORK_FIELD.test(name)));
}

/** The first problem of each field, as a key of `errors` in the catalogue; zod's own wording becomes "invalid". */
export function fieldProblems(error: z.ZodError): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { path, message } of error.issues) {
    problems[String(path[0] ?? "")] ??= /^[a-z_]+$/.test(message) ? message : "invalid";
  }
  return problems;
}
