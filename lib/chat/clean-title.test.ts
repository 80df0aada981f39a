import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanTitle } from "./clean-title.ts";
import { MODEL_TITLE_MAX_CHARS } from "./constants.ts";

test.each([
  ["Bees and wasps", "Bees and wasps"],
  ['"Bees and wasps."', "Bees and wasps"],
  ["**Title:** Bees", "Bees"],
  ["# Bees\n\nHere is why", "Bees"],
  ["\n\n- Bees", "Bees"],
  ["[Bees](https://evil.example) ![x](https://evil.example/p)", "Bees x"],
  ["<script>Bees</script>", "Bees"],
  ["Be\u200Bes\u202E \u{e0041}today", "Bees today"],
  ["„Bienen“", "Bienen"],
  ["   ", ""],
])("%j becomes %j", (given, title) => {
  expect(cleanTitle(given)).toBe(title);
});

test("a long one ends with a whole word", () => {
  expect(cleanTitle("word ".repeat(40))).toBe(`${"word ".repeat(11).trim()}…`);
});

test("whatever is given: one short line in which nothing hides", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const title = cleanTitle(text);
      expect(title.length).toBeLessThanOrEqual(MODEL_TITLE_MAX_CHARS);
      expect(title).not.toMatch(/[\p{Cc}\p{Cf}\n*`]/u);
    }),
    { seed: 4 },
  );
});
