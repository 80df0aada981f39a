import { expect, test } from "vitest";
import { hasBeenTold } from "./warnings.ts";

test("an answer covers what the person was warned of, and nothing that came to light later", () => {
  expect(hasBeenTold([], [])).toBe(true);
  expect(hasBeenTold(["asked_tainted"], [])).toBe(true);
  expect(hasBeenTold(["asked_tainted"], ["asked_tainted"])).toBe(true);
  expect(hasBeenTold([], ["asked_tainted"])).toBe(false);
  expect(hasBeenTold(["asked_suspicious"], ["asked_suspicious", "asked_tainted"])).toBe(false);
});
