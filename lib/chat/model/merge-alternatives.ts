import { isSchemaObject } from "./inline-refs.ts";

type Json = Record<string, unknown>;

/** What providers refuse beside `type: "object"` at the top of a tool's input. */
const REFUSED_AT_TOP = ["anyOf", "oneOf", "allOf", "not", "if", "then", "else", "enum", "const", "dependentSchemas"];

/**
 * An input schema without alternatives at its top: the properties of all of them side by side, required what every one
 * requires, and in words which go together. Wider than what was meant; the server checks its own input.
 */
export function mergeAlternatives(schema: Json): Json {
  const parts = list(schema.allOf).map(mergeAlternatives);
  const choices = [...list(schema.anyOf), ...list(schema.oneOf)].map(mergeAlternatives);
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => !REFUSED_AT_TOP.includes(key)));
  if (parts.length === 0 && choices.length === 0) return rest;
  const properties = Object.assign(
    Object.create(null),
    ...[...choices, ...parts, schema].map((each) => propertiesOf(each)),
  );
  const common =
    choices.length > 0
      ? requiredBy(choices[0]).filter((name) => choices.every((c) => requiredBy(c).includes(name)))
      : [];
  const required = [...new Set([...requiredBy(schema), ...parts.flatMap(requiredBy), ...common])];
  const description = [rest.description, together(choices, required)].filter(Boolean).join(" ");
  return {
    ...rest,
    type: "object",
    ...(description && { description }),
    properties: Object.fromEntries(Object.entries(properties)),
    ...(required.length > 0 && { required }),
  };
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isSchemaObject) : [];
}

function propertiesOf(schema: Json): Json {
  return isSchemaObject(schema.properties) ? schema.properties : {};
}

function requiredBy(schema: Json | undefined): string[] {
  return Array.isArray(schema?.required) ? schema.required.filter((name) => typeof name === "string") : [];
}

/** Which arguments belong together, where the alternatives differ in what they require. */
function together(choices: Json[], required: string[]): string {
  const groups = choices.map((choice) => requiredBy(choice).filter((name) => !required.includes(name)));
  const told = [...new Set(groups.filter((names) => names.length > 0).map((names) => names.join(" with ")))];
  return told.length > 1 ? `Give one of: ${told.join("; or ")}.` : "";
}
