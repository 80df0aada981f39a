import { describe, expect, test } from "vitest";
import { MAX_RESULT_BYTES, MAX_TEXT_BYTES } from "./constants.ts";
import { errorResult, normaliseToolResult } from "./tool-result.ts";
import type { JsonObject } from "./types.ts";

describe("normaliseToolResult", () => {
  test("keeps every kind of block with its own fields, and structured content of any shape", () => {
    const content = [
      { type: "text", text: "hello", annotations: { audience: ["user"] } },
      { type: "image", data: "aGk=", mimeType: "image/png" },
      { type: "audio", data: "aGk=", mimeType: "audio/wav" },
      { type: "resource", resource: { uri: "a://b", text: "t" } },
      { type: "resource_link", uri: "a://b", name: "b" },
    ];
    const given = { content, structuredContent: [1, null, "x"], _meta: { ui: 1 }, isError: true };
    expect(normaliseToolResult(given)).toEqual(given);
  });

  test("keeps a kind of block it does not know", () => {
    const block = { type: "hologram", frames: [1, 2] };
    expect(normaliseToolResult({ content: [block] }).content).toEqual([{ type: "unknown", block }]);
  });

  test("a result without content is empty, not an error", () => {
    expect(normaliseToolResult({})).toEqual({ content: [], isError: false });
  });

  test("cuts a long text between characters and says so", () => {
    const [block] = normaliseToolResult({ content: [{ type: "text", text: "é".repeat(MAX_TEXT_BYTES) }] }).content;
    expect(block).toEqual({ type: "text", text: "é".repeat(MAX_TEXT_BYTES / 2), truncated: true });
  });

  test("names what does not fit", () => {
    const image = { type: "image", data: "A".repeat(MAX_RESULT_BYTES), mimeType: "image/png" };
    const result = normaliseToolResult({ content: [image, { type: "text", text: "kept" }] });
    expect(result.content).toEqual([
      { type: "omitted", reason: "too_large", was: "image" },
      { type: "text", text: "kept" },
    ]);
    expect(result.omitted).toEqual(["content"]);
  });

  test("leaves out what nests too deep to be written down", () => {
    let deep: JsonObject = {};
    for (let i = 0; i < 100_000; i += 1) deep = { deep };
    const result = normaliseToolResult({
      content: [{ type: "text", text: "", deep }],
      structuredContent: deep,
      _meta: deep,
    });
    expect(result.content).toEqual([{ type: "omitted", reason: "too_deep", was: "text" }]);
    expect(result.omitted).toEqual(["content", "structuredContent", "_meta"]);
  });

  test("replaces what the database cannot hold", () => {
    const result = normaliseToolResult({
      content: [{ type: "text", text: "a\u0000" }],
      structuredContent: { "k\u0000": 1 },
    });
    expect(result.content).toEqual([{ type: "text", text: "a\uFFFD" }]);
    expect(result.structuredContent).toEqual({ "k\uFFFD": 1 });
  });
});

test("a JSON-RPC error becomes a result that the model can read", () => {
  expect(errorResult(-32602, "Unknown tool: x")).toEqual({
    content: [{ type: "text", text: "Unknown tool: x" }],
    isError: true,
    errorCode: -32602,
  });
});
