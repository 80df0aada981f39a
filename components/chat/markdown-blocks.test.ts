import fc from "fast-check";
import { expect, test } from "vitest";
import { markdownBlocks } from "./markdown-blocks.ts";

test("paragraphs, headings and code are blocks of their own", () => {
  expect(markdownBlocks("# One\n\nTwo\nthree\n\n```js\na\n\nb\n```\n\nend")).toEqual([
    "# One\n\n",
    "Two\nthree\n\n",
    "```js\na\n\nb\n```\n\n",
    "end",
  ]);
});

test("a list with blank lines stays one list", () => {
  expect(markdownBlocks("1. one\n\n   more\n\n2. two\n\nafter")).toEqual(["1. one\n\n   more\n\n2. two\n\n", "after"]);
});

test("a fence is closed only by its own mark", () => {
  expect(markdownBlocks("````\n```\n\nstill code\n````\n\nafter")).toHaveLength(2);
});

test("a text with link definitions is not cut", () => {
  expect(markdownBlocks("see [a][1]\n\nmore\n\n[1]: https://example.com")).toHaveLength(1);
});

test("the blocks put together are the text", () => {
  const line = fc.constantFrom("", "a", "- b", "```", "~~~js", "> c", "    d", "| e |", "1. f", "# g");
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join("\n");
      expect(markdownBlocks(text).join("")).toBe(text);
    }),
  );
});
