import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mathMarks, mayHoldMath } from "./math-marks.ts";

describe("formulas are marked by two dollars", () => {
  test.each([
    ["$x^2$", "$$x^2$$"],
    ["Let $a$ and \\(b\\) be", "Let $$a$$ and $$b$$ be"],
    ["so \\[a+b\\] holds", "so $$a+b$$ holds"],
    ["\\[\na + b\n\\]", "$$\na + b\n$$"],
    ["$$a + b$$", "$$\na + b\n$$"],
    ["- item\n  \\[ a \\]\n- next", "- item\n  $$\n  a\n  $$\n- next"],
    ["**$y$**, $z$.", "**$$y$$**, $$z$$."],
  ])("%j", (text, marked) => {
    expect(mayHoldMath(text)).toBe(true);
    expect(mathMarks(text)).toBe(marked);
  });
});

describe("what is no formula stays as it is", () => {
  test.each([
    "It costs $5 and that $10.",
    "between $100 and $200",
    "US$5 or A$7",
    "$20 for each of these, so $40",
    "a \\$x\\$ b",
    "`$x$` and ``a ` $y$``",
    "```sh\necho $HOME $x$ \\(a\\)\n```",
    "~~~\n$a$\n~~~",
    "echo $ and $",
    "\\(never closed",
    "$$\na\n$$",
  ])("%j", (text) => {
    expect(mathMarks(text)).toBe(text);
  });
});

test("text without dollars and backslashes is never changed, and any text is done with quickly", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", "`", "~", "*", "[", "1") }), (text) => {
      expect(mathMarks(text)).toBe(text);
      expect(mayHoldMath(text)).toBe(false);
    }),
    { seed: 4 },
  );
  const began = performance.now();
  for (const piece of ["$", "\\[", "\\(", "`", "$a", "$$a", "\\[\n", "`$"]) mathMarks(piece.repeat(20_000));
  expect(performance.now() - began).toBeLessThan(4_000);
});
