import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * Text for screen readers alone is positioned. In something that scrolls and is not, its place is counted by whatever
 * scrolls around that: a long result would leave empty room below the conversation.
 */
test("what scrolls in a conversation holds what is positioned in it", () => {
  const scrolling = globSync("components/{chat,inspection}/**/*.tsx").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/"[^"\n]*\boverflow-(?:[xy]-)?(?:auto|scroll)\b[^"\n]*"/g)].map(
      ([classes]) => `${file}: ${classes}`,
    ),
  );
  expect(scrolling.length).toBeGreaterThan(10);
  expect(scrolling.filter((found) => !/[ "](relative|absolute|fixed|sticky) /.test(found))).toEqual([]);
});
