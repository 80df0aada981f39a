import { describe, expect, test } from "vitest";
import { MAX_DESCRIPTION_BYTES, MAX_LIST_ENTRIES, MAX_SCHEMA_BYTES, MAX_TOOLS } from "./constants.ts";
import { readTool, readTools } from "./list-tools.ts";
import type { JsonObject } from "./types.ts";

function tool(given: JsonObject = {}): JsonObject {
  return { name: "echo", inputSchema: { type: "object" }, ...given };
}

function nested(levels: number): JsonObject {
  let value: JsonObject = {};
  for (let i = 0; i < levels; i += 1) value = { properties: { a: value } };
  return value;
}

describe("readTool", () => {
  test("keeps a tool in the server's own words, unknown fields too", () => {
    const given = tool({ title: "Echo", later: { a: 1 }, annotations: { readOnlyHint: true } });
    expect(readTool(given)).toEqual({ kind: "kept", tool: given });
  });

  test.each([
    ["no name", tool({ name: "" })],
    ["a long name", tool({ name: "n".repeat(129) })],
    ["no input schema", { name: "echo" }],
    ["an input schema that is no object's", tool({ inputSchema: { type: "string" } })],
    ["not an object", "echo"],
  ])("leaves out %s", (_, raw) => {
    expect(readTool(raw).kind).toBe("invalid");
  });

  test.each([
    ["description", tool({ description: "d".repeat(MAX_DESCRIPTION_BYTES + 1) })],
    ["input schema", tool({ inputSchema: { type: "object", description: "s".repeat(MAX_SCHEMA_BYTES) } })],
    ["output schema", tool({ outputSchema: { type: "object", description: "s".repeat(MAX_SCHEMA_BYTES) } })],
    ["nesting", tool({ inputSchema: { type: "object", ...nested(100_000) } })],
  ])("leaves out a tool with too large a %s", (_, raw) => {
    expect(readTool(raw).kind).toBe("oversize");
  });

  test.each([
    ["no token", { type: "string", "x-mcp-header": "A B" }],
    ["a number", { type: "number", "x-mcp-header": "A" }],
    ["an array's items", { type: "array", items: { type: "string", "x-mcp-header": "A" } }],
  ])("leaves out a tool whose x-mcp-header is on %s", (_, property) => {
    expect(readTool(tool({ inputSchema: { type: "object", properties: { property } } })).kind).toBe("invalid");
  });

  test("keeps a tool with a valid x-mcp-header", () => {
    const properties = { region: { type: "string", "x-mcp-header": "Region" } };
    expect(readTool(tool({ inputSchema: { type: "object", properties } })).kind).toBe("kept");
  });

  test("replaces what the database cannot hold", () => {
    const kept = readTool(tool({ description: "a\u0000b\ud800" }));
    expect(kept).toMatchObject({ kind: "kept", tool: { description: "a\uFFFDb\uFFFD" } });
  });
});

describe("readTools", () => {
  test("keeps the first of two equal names", () => {
    const list = readTools([tool({ description: "first" }), tool({ description: "second" })]);
    expect(list.tools).toEqual([tool({ description: "first" })]);
    expect(list.leftOut.invalid).toBe(1);
  });

  test("looks at a bounded number of entries, however many bad ones come first", () => {
    const bad = Array.from({ length: MAX_LIST_ENTRIES }, () => 0);
    expect(readTools([...bad, tool()])).toEqual({
      tools: [],
      leftOut: { invalid: MAX_LIST_ENTRIES, oversize: 0, beyondLimit: 1 },
    });
  });

  test("counts what it leaves out and keeps the rest", () => {
    const many = Array.from({ length: MAX_TOOLS + 7 }, (_, i) => tool({ name: `t${i}` }));
    const list = readTools([{ name: "bad" }, tool({ description: "d".repeat(5000) }), ...many]);
    expect(list.tools).toHaveLength(MAX_TOOLS);
    expect(list.leftOut).toEqual({ invalid: 1, oversize: 1, beyondLimit: 7 });
  });
});
