import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import type { McpToolResult } from "./tool-result.ts";
import type { JsonObject } from "./types.ts";
import { checkOutput, schemaThreads } from "./validate-structured.ts";

const result = (structuredContent: unknown, given: Partial<McpToolResult> = {}): McpToolResult => ({
  content: [],
  isError: false,
  structuredContent,
  ...given,
});
const tool = (outputSchema?: JsonObject) => ({
  name: "t",
  inputSchema: { type: "object" },
  ...(outputSchema && { outputSchema }),
});
const check = (schema: JsonObject | undefined, value: unknown) => checkOutput(tool(schema), result(value));

// A busy machine may take long over the first job of a thread; the limit is for what never ends.
beforeEach(async () => {
  forgetOnce("mcp-unsafe-schemas");
  await schemaThreads().run({ schema: {}, value: 0 }, 60_000);
});
afterAll(() => schemaThreads().close());

describe("a result and its schema", () => {
  const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };

  test("valid", async () => {
    expect(await check(schema, { n: 1, more: true })).toEqual({ outcome: "valid" });
  });

  test("a mismatch says where", async () => {
    expect(await check(schema, { n: "one" })).toEqual({ outcome: "mismatch", detail: "result/n must be integer" });
  });

  test("structured content that a tool declares and does not give", async () => {
    expect(await check(schema, undefined)).toMatchObject({ outcome: "mismatch" });
  });

  test("nothing to hold a result to", async () => {
    expect(await check(undefined, { n: 1 })).toBeNull();
    expect(await checkOutput(tool(schema), result(undefined, { isError: true }))).toBeNull();
  });

  test("what we left out for its size is not held against the tool", async () => {
    expect(await checkOutput(tool(schema), result(undefined, { omitted: ["structuredContent"] }))).toEqual({
      outcome: "unchecked",
      reason: "result_cut",
    });
  });

  test.each([
    ["2020-12", { $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [{ type: "string" }] }, [1]],
    ["draft-07", { $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "string" }] }, [1]],
    ["none named: 2020-12", { prefixItems: [{ type: "string" }] }, [1]],
    ["a root that is no object", { type: "array", items: { type: "string" } }, [1]],
    ["a keyword of the validator's own", { $async: true, type: "array", items: { type: "string" } }, [1]],
    ["references within", { $defs: { s: { type: "string" } }, items: { $ref: "#/$defs/s" } }, [1]],
  ])("dialect: %s", async (_, given, value) => {
    expect(await check(given, value)).toMatchObject({ outcome: "mismatch" });
  });
});

describe("hostile schemas", () => {
  test.each<[string, JsonObject, unknown]>([
    ["a reference that leads out", { $ref: "https://127.0.0.1:1/schema.json" }, {}],
    ["a reference to a file", { $ref: "file:///etc/passwd" }, {}],
    ["a reference to nothing", { $ref: "#/nowhere" }, {}],
    ["no schema at all", { type: "nonsense" }, {}],
    ["a pattern that is none", { type: "string", pattern: "(" }, "a"],
    ["a cycle that never gets anywhere", { $ref: "#" }, {}],
    ["nesting", { not: deep(70) }, {}],
  ])("%s cannot be used", async (_, schema, value) => {
    expect(await check(schema, value)).toMatchObject({ outcome: "unchecked" });
  });

  const evil = "^(a+)+$";
  const trap = `${"a".repeat(40)}!`;
  test.each<[string, JsonObject, unknown]>([
    ["pattern", { type: "object", properties: { a: { type: "string", pattern: evil } } }, { a: trap }],
    ["patternProperties", { type: "object", patternProperties: { [evil]: { type: "string" } } }, { [trap]: "" }],
    ["propertyNames", { type: "object", propertyNames: { pattern: evil } }, { [trap]: 1 }],
    ["allOf explosion", explosion(22), {}],
    ["uniqueItems of objects", { uniqueItems: true }, Array.from({ length: 9_000 }, (_, i) => ({ i, j: { k: i } }))],
  ])("%s is killed, and the event loop goes on", async (_, schema, value) => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const started = performance.now();
    delay.enable();
    const outcome = await check(schema, value);
    delay.disable();
    expect(outcome).toEqual({ outcome: "unchecked", reason: "took_too_long" });
    // Neither ends in this century; the bounds leave room for a machine that is busy with other things.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(delay.max / 1e6).toBeLessThan(2_000);
  });

  test("a schema that had a thread killed is not tried again at once, others are", async () => {
    const schema = { type: "object", properties: { a: { pattern: evil } } };
    expect(await check(schema, { a: trap })).toMatchObject({ reason: "took_too_long" });
    const started = performance.now();
    expect(await check(schema, { a: trap })).toMatchObject({ reason: "took_too_long" });
    expect(performance.now() - started).toBeLessThan(1_000);
    await schemaThreads().run({ schema: {}, value: 0 }, 60_000);
    expect(await check({ type: "object" }, {})).toEqual({ outcome: "valid" });
  });

  test("a thread has nothing of this process's environment, and changes nothing in it", async () => {
    const proto = JSON.parse('{"type":"object","properties":{"__proto__":{"default":1}},"required":["__proto__"]}');
    await check(proto, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

function deep(levels: number): JsonObject {
  return levels === 0 ? {} : { not: deep(levels - 1) };
}

/** 2^n checks of the same value. */
function explosion(levels: number): JsonObject {
  const $defs: JsonObject = { d0: { required: ["x"] } };
  for (let i = 1; i <= levels; i += 1)
    $defs[`d${i}`] = { anyOf: [{ $ref: `#/$defs/d${i - 1}` }, { $ref: `#/$defs/d${i - 1}` }] };
  return { $defs, $ref: `#/$defs/d${levels}` };
}
