import { expect, test } from "vitest";
import english from "../../messages/en/oauth.json" with { type: "json" };
import { isTemporary, OAUTH_REASONS, OAUTH_STEPS } from "./reasons.ts";

test("every reason has a sentence for owners and one for members, every step a name", () => {
  expect(Object.keys(english.reasons).sort()).toEqual([...OAUTH_REASONS].sort());
  for (const words of Object.values(english.reasons)) expect(Object.keys(words)).toEqual(["owner", "member"]);
  expect(Object.keys(english.steps)).toEqual([...OAUTH_STEPS]);
});

test("what passes by itself", () => {
  expect(OAUTH_REASONS.filter(isTemporary)).toEqual(["unreachable", "temporarily_unavailable"]);
});
