import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalLines, canonicalText } from "./canonical-lines.ts";

test("what is shown is the canonical form, byte for byte", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 4 }), (value) => {
      const stored: unknown = JSON.parse(JSON.stringify(value));
      expect(canonicalText(stored)).toBe(canonicalize(stored));
    }),
    { seed: 4, numRuns: 500 },
  );
});

test("names stand in the order of RFC 8785", () => {
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
  expect(canonicalText(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});

test("a line per value, indented as it is nested", () => {
  const shown = canonicalLines({ b: [1, {}], a: "x" }).map(({ indent, tokens }) => [
    indent,
    tokens.flatMap(({ pieces }) => pieces.map((piece) => piece.text)).join(""),
  ]);
  expect(shown).toEqual([
    [0, "{"],
    [1, '"a":"x",'],
    [1, '"b":['],
    [2, "1,"],
    [2, "{}"],
    [1, "]"],
    [0, "}"],
  ]);
});

test("a secret is one by its name or by its looks", () => {
  const secrets = canonicalLines({ apiKey: "abc", pins: [12], text: "see ghp_0123456789abcdef ok" }).flatMap(
    ({ tokens }) => tokens.flatMap(({ pieces }) => pieces.filter((piece) => piece.isSecret).map((piece) => piece.text)),
  );
  expect(secrets).toEqual(["abc", "12", "ghp_0123456789abcdef"]);
});

test("fields called __proto__ are shown like any other", () => {
  expect(canonicalText(JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}');
});
