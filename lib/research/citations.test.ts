import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkCitations } from "./citations.ts";

const check = (text: string, ...citable: number[]) => checkCitations(text, new Set(citable));

describe("citations", () => {
  test("are numbered anew in the order they come", () => {
    expect(check("A [5]. B [2]. C [5].", 2, 5)).toEqual({ text: "A [1]. B [2]. C [1].", cited: [5, 2], removed: 0 });
  });

  test.each([
    ["A [1, 3].", "A [1][2].", 0],
    ["A [1;3].", "A [1][2].", 0],
    ["A [1][3].", "A [1][2].", 0],
    ["A [1–3].", "A [1][2].", 1],
    ["A [9].", "A.", 1],
    ["A [1, 9]!", "A [1]!", 1],
    ["[9] A", " A", 1],
  ])("%s", (text, expected, removed) => {
    expect(check(text, 1, 3)).toMatchObject({ text: expected, removed });
  });

  test.each([
    ["`a[9]` and\n```js\nb[9]\n```\n"],
    ["[9](https://example.com/)"],
    ["[9]: https://example.com/"],
    ["an [example] and [x1]"],
    ["~~~\n[9]"],
  ])("code and links are none: %j", (text) => {
    expect(check(text, 1)).toEqual({ text, cited: [], removed: 0 });
  });

  test("a range without end does not take for ever", () => {
    expect(check("A [1-9999].", 1).cited).toEqual([1]);
  });

  test("whatever is written, only what is citable is cited, and every number left leads somewhere", () => {
    const piece = fc.oneof(
      fc.constantFrom("word ", "`code [3]`", "[1](x)", "\n\n", "[2, 7]"),
      fc.nat(12).map((n) => `[${n}]`),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(12)), (pieces, citable) => {
        const { text, cited } = check(pieces.join(""), ...citable);
        expect(cited.every((number) => citable.includes(number))).toBe(true);
        expect(new Set(cited).size).toBe(cited.length);
        const outside = text.replace(/`[^`\n]*`/g, "");
        for (const [, n] of outside.matchAll(/\[(\d+)\](?!\()/g)) expect(Number(n)).toBeLessThanOrEqual(cited.length);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
