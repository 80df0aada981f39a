import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { parsedInput } from "./input.ts";

const anything = z.strictObject({ name: z.string(), more: z.unknown() });
const BAD = ["\0", "\ud800", "\udc00", "a\ud800b"];

test("what PostgreSQL cannot store is refused wherever it stands, by the field that holds it", () => {
  const json = fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" });
  const stored = json.map((value) => JSON.parse(JSON.stringify(value).replaceAll("\\u0000", "")) as unknown);
  const wrapped = fc.constantFrom<(inner: unknown) => unknown>(
    (inner) => inner,
    (inner) => [1, inner],
    (inner) => ({ "": { deep: [inner] } }),
    (inner) => ({ [String(inner)]: null }),
  );
  fc.assert(
    fc.property(stored, wrapped, fc.constantFrom(...BAD), (value, wrap, bad) => {
      expect(parsedInput(anything, { name: "x", more: value })).toMatchObject({ ok: true });
      const refused = { ok: false, error: { more: "invalid" } };
      expect(parsedInput(anything, { name: "x", more: [value, wrap(bad)] })).toEqual(refused);
      expect(parsedInput(anything, { name: bad, more: value })).toEqual({ ok: false, error: { name: "invalid" } });
    }),
    { seed: 11, numRuns: 300 },
  );
});

test("a schema may clean what it is given, and deep nesting is no trouble", () => {
  const cleaning = z.strictObject({ name: z.string().transform((text) => text.replaceAll("\0", "")) });
  expect(parsedInput(cleaning, { name: "a\0b" })).toEqual({ ok: true, value: { name: "ab" } });
  const deep = (end: string) => JSON.parse(`${"[".repeat(100_000)}${JSON.stringify(end)}${"]".repeat(100_000)}`);
  expect(parsedInput(anything, { name: "x", more: deep("y") })).toMatchObject({ ok: true });
  expect(parsedInput(anything, { name: "x", more: deep("\0") })).toMatchObject({ ok: false });
});

test("a schema's own refusals go by field", () => {
  expect(parsedInput(anything, { name: 1, other: 2 })).toMatchObject({ ok: false, error: { name: "invalid" } });
});
