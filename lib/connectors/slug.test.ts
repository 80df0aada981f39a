import { expect, it } from "vitest";
import { slugFor } from "./slug.ts";

it.each([
  ["Example Docs", "example-docs"],
  ["  Ünïcode -- Tools! ", "unicode-tools"],
  ["日本語", "connector"],
  ["__proto__", "proto"],
  ["A very long name that would not fit before a tool", "a-very-long-name-that-wo"],
])("makes %j into %s", (name, slug) => {
  expect(slugFor(name, new Set())).toBe(slug);
});

it("numbers what is taken, within the same length", () => {
  const taken = new Set(["docs", "docs-2", "a-very-long-name-that-wo"]);
  expect(slugFor("Docs", taken)).toBe("docs-3");
  expect(slugFor("A very long name that would not fit", taken)).toBe("a-very-long-name-that-2");
});
