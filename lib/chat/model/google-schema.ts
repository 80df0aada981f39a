import { isSchemaObject } from "./inline-refs.ts";

type Json = Record<string, unknown>;

/** The keywords that every version of the Gemini API knows; it refuses the whole request for any other. */
const KNOWN = ["type", "title", "description", "minItems", "maxItems", "minimum", "maximum"] as const;

/** A schema in the subset of OpenAPI 3.0 that Gemini takes. What it cannot say is said in words, or left to the server. */
export function googleSchema(schema: Json): Json {
  const merged = withoutAllOf(schema);
  const choices = [...schemas(merged.anyOf), ...schemas(merged.oneOf)]
    .filter((each) => each.type !== "null")
    .map(googleSchema)
    .filter((each) => Object.keys(each).length > 0);
  const node: Json = {};
  for (const key of KNOWN) if (merged[key] !== undefined) node[key] = merged[key];
  const types = typesOf(merged);
  delete node.type;
  if (choices.length === 1) return { ...choices[0], ...described(node, choices[0]?.description) };
  // Beside alternatives Gemini allows nothing else.
  if (choices.length > 1) return { anyOf: choices.map((each) => ({ ...each, ...described(node, each.description) })) };
  if (types.length > 1)
    return { anyOf: types.map((type) => googleSchema({ ...merged, type })).map((each) => ({ ...each })) };
  if (types[0] !== undefined && types[0] !== "null") node.type = types[0];
  addValues(node, merged);
  if (node.type === "object") addProperties(node, merged);
  if (node.type === "array")
    node.items = googleSchema(isSchemaObject(merged.items) ? merged.items : { type: "string" });
  return node;
}

function schemas(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isSchemaObject) : [];
}

function described(node: Json, own: unknown): Json {
  const description = own ?? node.description;
  return description === undefined ? {} : { description };
}

/** The types a value may have. Null is left out: what may be null may as well be left out. */
function typesOf(schema: Json): string[] {
  const named = Array.isArray(schema.type) ? schema.type : [schema.type];
  const types = named.filter((type) => typeof type === "string" && type !== "null");
  if (types.length > 0) return [...new Set(types)] as string[];
  if (isSchemaObject(schema.properties)) return ["object"];
  if (schema.items !== undefined) return ["array"];
  const value = "const" in schema ? schema.const : Array.isArray(schema.enum) ? schema.enum[0] : undefined;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [typeof value];
  return named.includes("null") ? ["null"] : [];
}

/** Gemini lists texts only; other values are named in the description. */
function addValues(node: Json, { enum: listed, const: only }: Json): void {
  const values = only !== undefined ? [only] : Array.isArray(listed) ? listed : [];
  if (values.length === 0) return;
  if (node.type === "string") {
    const texts = values.filter((value) => typeof value === "string" && value !== "");
    if (texts.length > 0) node.enum = texts;
    return;
  }
  const told = `One of: ${values.map((value) => JSON.stringify(value)).join(", ")}.`;
  node.description = node.description ? `${String(node.description)} ${told}` : told;
}

function addProperties(node: Json, { properties, required }: Json): void {
  const known = isSchemaObject(properties) ? Object.entries(properties).filter(([, each]) => each !== false) : [];
  node.properties = Object.fromEntries(
    known.map(([name, each]) => [name, googleSchema(isSchemaObject(each) ? each : {})]),
  );
  const told = Array.isArray(required) ? required.filter((name) => known.some(([each]) => each === name)) : [];
  if (told.length > 0) node.required = told;
}

/** `allOf` written as one schema, the later parts winning where they say the same thing twice. */
function withoutAllOf(schema: Json): Json {
  const { allOf, ...rest } = schema;
  const parts = schemas(allOf).map(withoutAllOf);
  if (parts.length === 0) return rest;
  const all = [...parts, rest];
  const properties = all.flatMap((part) => (isSchemaObject(part.properties) ? Object.entries(part.properties) : []));
  const required = all.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  return {
    ...Object.fromEntries(all.flatMap((part) => Object.entries(part))),
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}
