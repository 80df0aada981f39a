import { FOUND_SCHEMA_CHARS } from "../constants.ts";
import { toolSchema } from "../model/tool-schema.ts";

type Json = Record<string, unknown>;

/**
 * A tool's input schema as a search tells of it: whole where it is short, else with ever less said about its properties,
 * never about which there are and which are required before that. What is left out is left open, so that it never
 * forbids what the server takes.
 */
export function shortSchema(given: Json): Json {
  const { schema } = toolSchema(given, "builtin");
  const shorter = [schema, withoutWords(schema), outline(schema), { ...required(schema), type: "object" }];
  const fits = shorter.find((one) => JSON.stringify(one).length <= FOUND_SCHEMA_CHARS);
  return fits ?? { type: "object" };
}

const WORDS = new Set(["description", "title", "examples", "default", "pattern"]);

function withoutWords(schema: Json): Json {
  const walk = (node: unknown, isNames: boolean): unknown => {
    if (Array.isArray(node)) return node.map((each) => walk(each, false));
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) =>
        !isNames && WORDS.has(key) ? [] : [[key, walk(value, !isNames && key === "properties")]],
      ),
    );
  };
  return walk(schema, false) as Json;
}

/** The names and types of its properties. */
function outline(schema: Json): Json {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>).map(([name, property]) => [
    name,
    property?.type === undefined ? {} : { type: property.type },
  ]);
  return { type: "object", properties: Object.fromEntries(properties), ...required(schema) };
}

function required({ required: names }: Json): Json {
  return names === undefined ? {} : { required: names };
}
