import { isSchemaObject } from "./inline-refs.ts";

type Json = Record<string, unknown>;
/** The value a keyword may keep; undefined: it is ill-formed, and goes. */
type Reader = (value: unknown) => unknown;

const TYPES = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);
/** A server's pattern that a provider would have to read; nobody here ever runs it. */
const MAX_PATTERN_CHARS = 500;

const text: Reader = (value) => (typeof value === "string" ? value : undefined);
const flag: Reader = (value) => (typeof value === "boolean" ? value : undefined);
const number: Reader = (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
const count: Reader = (value) => (Number.isInteger(value) && Number(value) >= 0 ? value : undefined);
const list: Reader = (value) => (Array.isArray(value) && value.length > 0 ? value : undefined);
const schema: Reader = (value) => (typeof value === "boolean" || isSchemaObject(value) ? soundNode(value) : undefined);

const schemas: Reader = (value) => {
  const sound = Array.isArray(value) ? value.map(schema).filter((each) => each !== undefined) : [];
  return sound.length > 0 ? sound : undefined;
};

const types: Reader = (value) => {
  const named = [...new Set((Array.isArray(value) ? value : [value]).filter((type) => TYPES.has(type)))];
  return named.length > 1 ? named : named[0];
};

/** What nothing may stand in is not told of. */
const properties: Reader = (value) => {
  if (!isSchemaObject(value)) return undefined;
  const told = Object.entries(value).filter(([, each]) => each !== false);
  return Object.fromEntries(told.map(([name, each]) => [name, isSchemaObject(each) ? soundNode(each) : {}]));
};

const names: Reader = (value) => {
  const unique = Array.isArray(value) ? [...new Set(value.filter((name) => typeof name === "string"))] : [];
  return unique.length > 0 ? unique : undefined;
};

const pattern: Reader = (value) => {
  if (typeof value !== "string" || value.length > MAX_PATTERN_CHARS) return undefined;
  try {
    new RegExp(value, "u");
    return value;
  } catch {
    return undefined;
  }
};

/** Every keyword a model is told of. What is missing here is of use to a validator alone, or unknown to providers. */
const KEYWORDS: Record<string, Reader> = {
  type: types,
  title: text,
  description: text,
  default: (value) => value,
  const: (value) => value,
  enum: list,
  examples: list,
  format: text,
  pattern,
  minLength: count,
  maxLength: count,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: (value) => (number(value) !== undefined && Number(value) > 0 ? value : undefined),
  properties,
  required: names,
  additionalProperties: schema,
  propertyNames: schema,
  minProperties: count,
  maxProperties: count,
  items: schema,
  prefixItems: schemas,
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  anyOf: schemas,
  oneOf: schemas,
  allOf: schemas,
  not: schema,
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
};

/** A schema with nothing in it that is ill-formed in JSON Schema 2020-12, whatever draft it was written in. */
export function soundSchema(given: Json): Json {
  return soundNode(given) as Json;
}

function soundNode(node: unknown): unknown {
  if (!isSchemaObject(node)) return node;
  const sound: Json = {};
  for (const [key, value] of Object.entries(node)) {
    // Tuples of older drafts.
    const name = key === "items" && Array.isArray(value) ? "prefixItems" : key;
    const kept = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name]?.(value) : undefined;
    if (kept !== undefined) sound[name] = kept;
  }
  const isList = sound.type === "array" || (Array.isArray(sound.type) && sound.type.includes("array"));
  // Providers want to know of every list what stands in it.
  if (isList && sound.items === undefined) sound.items = {};
  return sound;
}
