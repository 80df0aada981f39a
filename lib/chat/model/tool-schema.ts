import { createHash } from "node:crypto";
import { MODEL_SCHEMA_MAX_BYTES } from "../constants.ts";
import { googleSchema } from "./google-schema.ts";
import { inlineRefs, isSchemaObject } from "./inline-refs.ts";
import { mergeAlternatives } from "./merge-alternatives.ts";
import { soundSchema } from "./schema-keywords.ts";
import { visibleSchema } from "./visible-text.ts";

type Json = Record<string, unknown>;

/** Whose rules a schema has to keep to; `builtin` reads JSON Schema as it is. */
export type SchemaDialect = "anthropic" | "openai" | "google" | "openai-compatible" | "builtin";

/** A tool's input as one model is told of it. */
export type ModelSchema = {
  schema: Json;
  /** The schema could not be told: it stands open, and the description has to do. */
  isOpen: boolean;
  /** Arguments with the names the server knows; a model may have been told others. */
  restore: (input: unknown) => unknown;
};

/** What every provider takes as a property's name. */
const PLAIN_KEY = /^[a-zA-Z0-9_.-]{1,64}$/;
const KEY_CHARS = 48;

/**
 * A server's input schema in a form that the model's provider accepts: references written out, an object at the top
 * without alternatives beside it, plain names. The server sees nothing of this. Never fails: a provider refuses a
 * whole turn for one tool, so a schema that cannot be told is left open.
 */
export function toolSchema(given: Json, dialect: SchemaDialect): ModelSchema {
  try {
    const names = new Map<string, string>();
    const whole = mergeAlternatives(visibleSchema(soundSchema(inlineRefs(given))));
    const named = anObject(dialect === "builtin" ? whole : renamed(whole, names));
    const told = dialect === "google" ? googleSchema(named) : named;
    if (Buffer.byteLength(JSON.stringify(told)) > MODEL_SCHEMA_MAX_BYTES) return OPEN;
    return { schema: told, isOpen: false, restore: names.size === 0 ? same : (input) => restored(input, names) };
  } catch {
    return OPEN;
  }
}

const same = (input: unknown) => input;
const OPEN: ModelSchema = {
  schema: { type: "object", properties: {}, additionalProperties: true },
  isOpen: true,
  restore: same,
};

/** An object at the top, whose required properties are all told of. */
function anObject({ required, ...schema }: Json): Json {
  const properties = isSchemaObject(schema.properties) ? schema.properties : {};
  const known = Array.isArray(required) ? required.filter((name) => Object.hasOwn(properties, name)) : [];
  return { ...schema, type: "object", properties, ...(known.length > 0 && { required: known }) };
}

/** The schema with plain names for its properties, and in `names` what each stands for. */
function renamed(node: Json, names: Map<string, string>): Json {
  const plain = (name: string) => {
    if (PLAIN_KEY.test(name)) return name;
    const hash = createHash("sha256").update(name).digest("hex").slice(0, 10);
    const alias = `${name.replaceAll(/[^a-zA-Z0-9_.-]/g, "_").slice(0, KEY_CHARS)}_${hash}`;
    names.set(alias, name);
    return alias;
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    return isSchemaObject(value) ? schema(value) : value;
  };
  const schema = (each: Json): Json =>
    Object.fromEntries(
      Object.entries(each).map(([key, value]) => {
        if (key === "properties" && isSchemaObject(value))
          return [key, Object.fromEntries(Object.entries(value).map(([name, child]) => [plain(name), walk(child)]))];
        if (key === "required" && Array.isArray(value))
          return [key, value.filter((name) => typeof name === "string").map(plain)];
        return [key, VALUES.has(key) ? value : walk(value)];
      }),
    );
  return schema(node);
}

/** Keywords whose value is data, not a schema. */
const VALUES = new Set(["enum", "const", "default", "examples"]);

function restored(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => restored(each, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [names.get(key) ?? key, restored(child, names)]),
  );
}
