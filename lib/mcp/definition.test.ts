import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { definitionHash, modelToolName } from "./definition.ts";
import type { McpTool } from "./types.ts";

const tool: McpTool = {
  name: "send",
  description: "Sends a message",
  inputSchema: { type: "object", properties: { to: { type: "string" } } },
  annotations: { readOnlyHint: false },
};

describe("definitionHash", () => {
  test("is the same whatever the order of keys", () => {
    const { name, ...rest } = tool;
    expect(definitionHash({ ...rest, name })).toBe(definitionHash(tool));
  });

  test.each([
    ["description", { ...tool, description: "Sends a message " }],
    ["schema", { ...tool, inputSchema: { type: "object" } }],
    ["annotation", { ...tool, annotations: { readOnlyHint: true } }],
    ["view", { ...tool, _meta: { ui: { resourceUri: "ui://other" } } }],
    ["unknown field", { ...tool, later: 1 }],
  ])("changes with the %s", (_, changed) => {
    expect(definitionHash(changed)).not.toBe(definitionHash(tool));
  });
});

describe("modelToolName", () => {
  const slug = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
  const anyName = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_.-]{1,128}$/), fc.string({ minLength: 1, maxLength: 128 }));

  test("keeps short plain names readable", () => {
    expect(modelToolName("github", "create_issue")).toBe("github__create_issue");
  });

  test("fits what every model provider accepts", () => {
    fc.assert(
      fc.property(fc.oneof(slug, fc.string()), anyName, (s, n) => {
        expect(modelToolName(s, n)).toMatch(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
      }),
    );
  });

  test("never gives two pairs one name", () => {
    fc.assert(
      fc.property(slug, anyName, slug, anyName, (s1, n1, s2, n2) => {
        fc.pre(s1 !== s2 || n1 !== n2);
        expect(modelToolName(s1, n1)).not.toBe(modelToolName(s2, n2));
      }),
    );
  });

  test.each([
    [
      ["a", "b.c"],
      ["a", "b-c"],
    ],
    [
      ["a", "x".repeat(80)],
      ["a", "x".repeat(81)],
    ],
    [
      ["a_", "b"],
      ["a", "_b"],
    ],
  ])("tells %j from %j", (one, other) => {
    expect(modelToolName(one[0] ?? "", one[1] ?? "")).not.toBe(modelToolName(other[0] ?? "", other[1] ?? ""));
  });
});
