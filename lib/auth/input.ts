import type { z } from "zod";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { isStorable } from "#lib/platform/storable.ts";

/** Names React and Next add to a form of their own. */
const FRAMEWORK_FIELD = /^\$ACTION/;

/** A form's entries as an object for a strict schema; of several with one name the last counts. */
export function formInput(form: FormData): Record<string, unknown> {
  return Object.fromEntries([...form].filter(([name]) => !FRAMEWORK_FIELD.test(name)));
}

/**
 * What was sent, as the schema makes it, or what is wrong with it by field. What could not be stored is refused here, once
 * for every schema; one that would rather clean a text does so itself.
 */
export function parsedInput<S extends z.ZodType>(
  schema: S,
  sent: unknown,
): Result<z.output<S>, Record<string, string>> {
  const input = schema.safeParse(sent);
  if (!input.success) return err(fieldProblems(input.error));
  const unstorable = Object.entries(input.data ?? {}).filter(([, part]) => !isStorable(part));
  if (unstorable.length > 0) return err(Object.fromEntries(unstorable.map(([field]) => [field, "invalid"])));
  return ok(input.data);
}

/** The first problem of each field, as a key of `errors` in the catalogue; zod's own wording becomes "invalid". */
function fieldProblems(error: z.ZodError): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { path, message } of error.issues) {
    problems[String(path[0] ?? "")] ??= /^[a-z_]+$/.test(message) ? message : "invalid";
  }
  return problems;
}
