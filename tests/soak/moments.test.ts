import { expect, test } from "vitest";
import { aim, moments, seededRandom } from "./moments.ts";

test("a seed decides everything", () => {
  expect(moments(20, seededRandom(7))).toEqual(moments(20, seededRandom(7)));
  expect(moments(20, seededRandom(7))).not.toEqual(moments(20, seededRandom(8)));
});

test("every part of the whole gets one moment", () => {
  const parts = moments(100, seededRandom(1)).map((moment) => Math.floor(moment * 100));
  expect(new Set(parts).size).toBe(100);
});

test("every window is aimed at equally often, however short", () => {
  const ends = [100, 102, 300];
  const hits = [0, 0, 0, 0];
  for (const moment of moments(400, seededRandom(1))) {
    const at = aim(moment, ends);
    const window = ends.findIndex((end) => at < end);
    const index = window < 0 ? 3 : window;
    hits[index] = (hits[index] ?? 0) + 1;
    expect(at).toBeLessThanOrEqual(330);
  }
  expect(hits).toEqual([100, 100, 100, 100]);
});
