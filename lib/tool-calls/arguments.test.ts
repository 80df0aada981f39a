import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argumentsHash, canonicalArguments } from "./arguments.ts";

describe("canonicalArguments", () => {
  test("hashes what is stored: the order of keys does not matter, every value does", () => {
    expect(canonicalArguments({ a: 1, b: [2] })?.hash).toBe(canonicalArguments({ b: [2], a: 1 })?.hash);
    expect(canonicalArguments({ a: 1 })?.hash).not.toBe(canonicalArguments({ a: "1" })?.hash);
    expect(canonicalArguments({ a: null })?.hash).not.toBe(canonicalArguments({})?.hash);
  });

  test("any JSON keeps its hash when it has been written down and read again", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (given) => {
        const canonical = canonicalArguments(given);
        expect(argumentsHash(JSON.parse(JSON.stringify(canonical?.arguments)))).toBe(canonical?.hash);
      }),
    );
  });

  test("refuses what is too deep or too large", () => {
    let deep: object = {};
    for (let i = 0; i < 65; i += 1) deep = { deep };
    expect(canonicalArguments({ deep })).toBeNull();
    expect(canonicalArguments({ a: "x".repeat(256 * 1024) })).toBeNull();
  });
});
