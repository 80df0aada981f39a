import { SCHEMA_MAX_DEPTH, SCHEMA_MAX_NODES } from "../constants.ts";

type Json = Record<string, unknown>;

/** A schema that would grow beyond our bounds, or is none. */
class SchemaTooLargeError extends Error {}

/** Keywords under which schemas stand by name. */
const BY_NAME = new Set(["properties", "patternProperties", "dependentSchemas"]);
/** Keywords under which a schema, or a list of them, stands. */
const NESTED = new Set([
  "items",
  "prefixItems",
  "additionalItems",
  "contains",
  "additionalProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
  "anyOf",
  "oneOf",
  "allOf",
]);
/** What is only of use to a validator, or to references that are gone afterwards. */
const DROPPED = new Set([
  "$schema",
  "$id",
  "$ref",
  "$anchor",
  "$dynamicRef",
  "$dynamicAnchor",
  "$recursiveRef",
  "$recursiveAnchor",
  "$vocabulary",
  "$comment",
  "$defs",
  "definitions",
]);

export function isSchemaObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A JSON Schema with its local references (`#`, `#/…`) written out. What refers to itself, nests too deep, or points
 * outside is left open there; nothing is ever fetched.
 * @throws SchemaTooLargeError when that makes it too large: references can multiply
 */
export function inlineRefs(root: Json): Json {
  let nodes = 0;

  const schema = (node: unknown, depth: number, within: readonly string[]): unknown => {
    if (typeof node === "boolean") return node;
    if (!isSchemaObject(node) || depth > SCHEMA_MAX_DEPTH) return {};
    nodes += 1;
    if (nodes > SCHEMA_MAX_NODES) throw new SchemaTooLargeError();
    const { $ref } = node;
    if (typeof $ref !== "string") return keywords(node, depth, within);
    const { $ref: _, ...beside } = node;
    const target = within.includes($ref) ? undefined : resolve(root, $ref);
    if (target === undefined) return keywords(beside, depth, within);
    const found = schema(target, depth, [...within, $ref]);
    return isSchemaObject(found) ? { ...found, ...keywords(beside, depth, within) } : found;
  };

  const keywords = (node: Json, depth: number, within: readonly string[]): Json =>
    Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => {
        if (DROPPED.has(key) || key.startsWith("x-")) return [];
        if (BY_NAME.has(key)) return isSchemaObject(value) ? [[key, named(value, depth, within)]] : [];
        if (!NESTED.has(key)) return [[key, value]];
        const nested = Array.isArray(value)
          ? value.map((each) => schema(each, depth + 1, within))
          : schema(value, depth + 1, within);
        return [[key, nested]];
      }),
    );

  const named = (schemas: Json, depth: number, within: readonly string[]): Json =>
    Object.fromEntries(Object.entries(schemas).map(([name, each]) => [name, schema(each, depth + 1, within)]));

  return schema(root, 1, []) as Json;
}

/** What a local reference points at (RFC 6901); undefined when there is nothing, or it points elsewhere. */
function resolve(root: Json, ref: string): unknown {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let node: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const key = decoded(part)?.replaceAll("~1", "/").replaceAll("~0", "~");
    if (key === undefined || typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Json)[key];
  }
  return node;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
