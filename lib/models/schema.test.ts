import { expect, test } from "vitest";
import { DAILY_LIMIT_MAX } from "./constants.ts";
import { addProviderInput, limitsInput } from "./schema.ts";

const problems = (given: object) => {
  const parsed = addProviderInput.safeParse({ name: "Models", baseUrl: "", key: "", ...given });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join()}: ${message}`);
};

test("a provider at its own address needs a key, one at an address of ours does not", () => {
  expect(problems({ provider: "anthropic" })).toEqual(["key: key_needed"]);
  expect(problems({ provider: "anthropic", key: "sk-1" })).toEqual([]);
  expect(problems({ provider: "anthropic", baseUrl: "https://gateway.example.com" })).toEqual([]);
});

test("an OpenAI-compatible one needs an address, and a key only where its server asks for one", () => {
  expect(problems({ provider: "openai-compatible" })).toEqual(["baseUrl: address_needed"]);
  expect(problems({ provider: "openai-compatible", baseUrl: "https://models.example.com/v1/" })).toEqual([]);
});

test.each([
  ["", null],
  [" ", null],
  ["40,000", 40_000],
  ["twelve", "not_a_number"],
  ["1.5", "not_a_number"],
  ["0", "too_small"],
  [`${DAILY_LIMIT_MAX}0`, "too_large"],
])("a limit of %j is %j", (tokens, expected) => {
  const read = limitsInput.safeParse({ tokens, toolCalls: "" });
  expect(read.success ? read.data.tokens : read.error.issues[0]?.message).toBe(expected);
});
