import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MODEL_SCHEMA_MAX_BYTES } from "../constants.ts";
import { type SchemaDialect, toolSchema } from "./tool-schema.ts";

const PROVIDERS = ["anthropic", "openai", "google", "openai-compatible"] as const;
const told = (schema: Record<string, unknown>, dialect: SchemaDialect = "openai") => toolSchema(schema, dialect).schema;

describe("a tool's input schema as a model is told of it", () => {
  test("an ordinary one stays what it is", () => {
    const schema = {
      type: "object",
      properties: {
        city: { type: "string", description: "Where", minLength: 1 },
        days: { type: "integer", default: 3 },
      },
      required: ["city"],
      additionalProperties: false,
    };
    for (const dialect of ["anthropic", "openai", "openai-compatible", "builtin"] as const)
      expect(told(schema, dialect)).toEqual(schema);
  });

  test("references are written out, those into themselves left open", () => {
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: {
        place: { type: "object", properties: { name: { type: "string" }, in: { $ref: "#/$defs/place" } } },
      },
      properties: { from: { $ref: "#/$defs/place", description: "Start" }, away: { $ref: "https://evil.example/s" } },
    };
    expect(told(schema)).toEqual({
      type: "object",
      properties: {
        from: { type: "object", description: "Start", properties: { name: { type: "string" }, in: {} } },
        away: {},
      },
    });
  });

  test("alternatives at the top become one object and a sentence", () => {
    const schema = {
      type: "object",
      properties: { id: { type: "string" }, name: { type: "string" }, note: { type: "string" } },
      required: ["note"],
      anyOf: [{ required: ["id"] }, { required: ["name"] }],
    };
    for (const dialect of PROVIDERS)
      expect(told(schema, dialect)).toMatchObject({
        type: "object",
        description: "Give one of: id; or name.",
        required: ["note"],
      });
    expect(
      told({
        oneOf: [
          { properties: { a: {} }, required: ["a"] },
          { properties: { b: {} }, required: ["a"] },
        ],
      }),
    ).toEqual({ type: "object", properties: { a: {}, b: {} }, required: ["a"] });
  });

  test("names that providers refuse are told as others, and the server gets its own back", () => {
    const schema = {
      type: "object",
      properties: {
        "user id": { type: "string" },
        "ü/1": { type: "object", properties: { $top: { type: "number" } } },
      },
      required: ["user id"],
    };
    for (const dialect of PROVIDERS) {
      const { schema: named, restore } = toolSchema(schema, dialect);
      const keys = Object.keys(named.properties as object);
      for (const key of keys) expect(key).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
      expect(named.required).toEqual([keys[0]]);
      const [id = "", nested = ""] = keys;
      const inner = Object.keys((named.properties as Record<string, { properties: object }>)[nested]?.properties ?? {});
      expect(restore({ [id]: "7", [nested]: { [inner[0] ?? ""]: 5 }, plain: [1] })).toEqual({
        "user id": "7",
        "ü/1": { $top: 5 },
        plain: [1],
      });
    }
    expect(told(schema, "builtin").properties).toHaveProperty(["user id"]);
  });

  test("what older drafts and careless servers write is put right or left out", () => {
    const schema = {
      type: "object",
      "x-mcp-header": "Region",
      properties: {
        tuple: { type: "array", items: [{ type: "string" }] },
        list: { type: "array" },
        any: { type: "any", required: true, minimum: "1", exclusiveMinimum: true, enum: [], pattern: "(" },
        never: false,
        always: true,
      },
      required: ["list", "never", "gone", 7],
    };
    expect(told(schema)).toEqual({
      type: "object",
      properties: {
        tuple: { type: "array", prefixItems: [{ type: "string" }], items: {} },
        list: { type: "array", items: {} },
        any: {},
        always: {},
      },
      required: ["list"],
    });
  });

  test("Gemini's subset: no const, no mixed types, texts alone in lists of values, nothing beside alternatives", () => {
    const schema = {
      type: "object",
      additionalProperties: false,
      properties: {
        kind: { const: "a" },
        level: { enum: [1, 2], description: "How much." },
        maybe: { type: ["string", "null"], format: "uuid" },
        either: { type: ["string", "number"], description: "Both" },
        choice: { oneOf: [{ type: "string", maxLength: 3 }, { type: "null" }] },
        list: { type: "array" },
        whole: { allOf: [{ properties: { a: { type: "string" } } }, { required: ["a", "b"] }] },
      },
    };
    expect(told(schema, "google")).toEqual({
      type: "object",
      properties: {
        kind: { type: "string", enum: ["a"] },
        level: { type: "number", description: "How much. One of: 1, 2." },
        maybe: { type: "string" },
        either: {
          anyOf: [
            { type: "string", description: "Both" },
            { type: "number", description: "Both" },
          ],
        },
        choice: { type: "string" },
        list: { type: "array", items: {} },
        whole: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      },
    });
  });

  test("one that multiplies, or is too large to be told, stands open and fails nothing", () => {
    const bomb: Record<string, unknown> = { d0: { type: "string" } };
    for (let i = 1; i < 30; i += 1)
      bomb[`d${i}`] = {
        type: "object",
        properties: { a: { $ref: `#/$defs/d${i - 1}` }, b: { $ref: `#/$defs/d${i - 1}` } },
      };
    const huge = { type: "object", properties: { a: { enum: ["x".repeat(MODEL_SCHEMA_MAX_BYTES)] } } };
    for (const dialect of [...PROVIDERS, "builtin"] as const)
      for (const schema of [{ type: "object", $defs: bomb, properties: { x: { $ref: "#/$defs/d29" } } }, huge])
        expect(toolSchema(schema, dialect)).toMatchObject({ isOpen: true, schema: { type: "object" } });
  });
});

describe("whatever a server sends", () => {
  const keyword = fc.constantFrom(
    ...["type", "properties", "items", "anyOf", "oneOf", "allOf", "enum", "const", "required", "$ref", "$defs", "not"],
    ...["description", "format", "pattern", "additionalProperties", "minimum", "default", "__proto__", "a b", "if"],
  );
  const leaf = fc.oneof(
    fc.constantFrom("object", "array", "string", "null", "#", "#/properties/a", "#/$defs/a", "#/~2", "#/%"),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(keyword, tie("node"), { maxKeys: 5 }),
    ),
  }));
  const schema = fc.dictionary(keyword, node, { maxKeys: 6 }) as fc.Arbitrary<Record<string, unknown>>;

  /** Every schema within a schema. */
  const within = (value: unknown): Record<string, unknown>[] => {
    if (typeof value !== "object" || value === null) return [];
    if (Array.isArray(value)) return value.flatMap(within);
    const own = value as Record<string, unknown>;
    const { properties, items, anyOf, oneOf, allOf, prefixItems, not, additionalProperties } = own;
    const named = typeof properties === "object" && properties !== null ? Object.values(properties) : [];
    return [own, ...[named, items, anyOf, oneOf, allOf, prefixItems, not, additionalProperties].flatMap(within)];
  };

  test("is told as an object that every provider takes, and is never changed itself", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(schema, fc.constantFrom(...PROVIDERS), (given, dialect) => {
        const before = JSON.stringify(given);
        const { schema: result } = toolSchema(given, dialect);
        expect(JSON.stringify(given)).toBe(before);
        expect(result.type).toBe("object");
        for (const key of ["anyOf", "oneOf", "allOf", "not", "enum", "const"]) expect(result).not.toHaveProperty(key);
        for (const part of within(result)) {
          expect(part).not.toHaveProperty("$ref");
          expect(part).not.toHaveProperty("$defs");
          for (const key of Object.keys((part.properties ?? {}) as object))
            expect(key).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
          if (dialect !== "google") continue;
          const allowed = ["type", "title", "description", "enum", "items", "properties", "required", "anyOf"];
          for (const key of Object.keys(part))
            expect([...allowed, "minItems", "maxItems", "minimum", "maximum"]).toContain(key);
          expect(typeof (part.type ?? "")).toBe("string");
          if (part.enum) for (const value of part.enum as unknown[]) expect(typeof value).toBe("string");
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("arguments reach the server under its own names", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "binary", maxLength: 90 }), { minLength: 1, maxLength: 8 }),
        (keys) => {
          const properties = Object.fromEntries(keys.map((key) => [key, { type: "string" }]));
          const { schema: named, restore } = toolSchema({ type: "object", properties }, "anthropic");
          const names = Object.keys(named.properties as object);
          const given = Object.fromEntries(names.map((name, i) => [name, i]));
          expect(Object.keys(restore(given) as object).sort()).toEqual(Object.keys(properties).sort());
        },
      ),
      { numRuns: 500 },
    );
  });
});
