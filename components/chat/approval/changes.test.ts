import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changesBetween } from "./changes.ts";

test("each field that is not as it was is named by its path", () => {
  const before = { to: ["a@example.com"], subject: "Hello", draft: true, meta: { "x y": 1 } };
  const now = { to: ["a@example.com", "b@example.com"], subject: "Bye", meta: { "x y": 2 }, when: null };
  expect(changesBetween(before, now)).toEqual([
    { path: "draft", kind: "removed", before: "true" },
    { path: 'meta["x y"]', kind: "changed", before: "1", now: "2" },
    { path: "subject", kind: "changed", before: "Hello", now: "Bye" },
    { path: "to[1]", kind: "added", now: '"b@example.com"' },
    { path: "when", kind: "added", now: "null" },
  ]);
});

test("what becomes another kind of value is shown as JSON on both sides", () => {
  expect(changesBetween({ a: "1" }, { a: 1 })).toEqual([{ path: "a", kind: "changed", before: '"1"', now: "1" }]);
  expect(changesBetween({ a: [] }, { a: {} })).toEqual([{ path: "a", kind: "changed", before: "[]", now: "{}" }]);
});

test("the same value has no changes, another one has some", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, now) => {
      const [a, b] = [before, now].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
      expect(changesBetween(a, structuredClone(a))).toEqual([]);
      expect(changesBetween(a, b).length === 0).toBe(canonicalize(a) === canonicalize(b));
    }),
    { seed: 4, numRuns: 1_000 },
  );
});
