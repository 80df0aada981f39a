import { expect, test } from "vitest";
import { aims, seededRandom } from "./aims.ts";

test("a seed decides everything", () => {
  expect(aims(20, 6, seededRandom(7))).toEqual(aims(20, 6, seededRandom(7)));
  expect(aims(20, 6, seededRandom(7))).not.toEqual(aims(20, 6, seededRandom(8)));
});

test("every window gets its share, all of it", () => {
  const all = aims(600, 6, seededRandom(1));
  for (let window = 0; window < 6; window++) {
    const fractions = all.filter((aim) => aim.window === window).map(({ fraction }) => fraction);
    expect(fractions).toHaveLength(100);
    expect(Math.min(...fractions)).toBeLessThan(0.01);
    expect(Math.max(...fractions)).toBeGreaterThan(0.99);
  }
});
