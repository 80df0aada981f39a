import { expect, test } from "vitest";
import { conceal } from "./conceal.ts";

test.each([
  ["abc", "password", "••••••••"],
  ["abc", "login.apiKey", "••••••••"],
  ["abc", "tokens[2]", "••••••••"],
  ["abc", 'x["client secret"]', "••••••••"],
  ["abc", "message", "abc"],
  ["Bearer abcdefghijkl please", "headers[0]", "Bearer •••••••• please"],
])("%s at %s", (value, path, shown) => {
  expect(conceal(value, path)).toBe(shown);
});
