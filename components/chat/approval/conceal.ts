import { isSecretName, secretParts } from "./secrets.ts";

const HIDDEN = "••••••••";

/** A value of the field at `path` with what looks like a secret hidden. */
export function conceal(value: string, path: string): string {
  const name = path.match(/([^.[\]"]+)(?:\[\d+\])*"?\]?$/)?.[1] ?? "";
  if (isSecretName(name)) return HIDDEN;
  return secretParts(value)
    .map((part) => (part.isSecret ? HIDDEN : part.text))
    .join("");
}
