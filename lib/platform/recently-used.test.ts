import { expect, test } from "vitest";
import { RecentlyUsed } from "./recently-used.ts";

test("what was used longest ago makes room, by weight", () => {
  const kept = new RecentlyUsed<string>(10);
  kept.set("a", "A", 4);
  kept.set("b", "B", 4);
  expect(kept.get("a")).toBe("A");
  kept.set("c", "C", 4);
  expect([kept.get("a"), kept.get("b"), kept.get("c")]).toEqual(["A", undefined, "C"]);
});

test("a value set again counts once, and one that is too heavy is not kept", () => {
  const kept = new RecentlyUsed<string>(10);
  for (let i = 0; i < 5; i += 1) kept.set("a", "A", 6);
  kept.set("b", "B", 4);
  expect([kept.get("a"), kept.get("b")]).toEqual(["A", "B"]);
  kept.set("c", "C", 11);
  expect(kept.get("c")).toBeUndefined();
});
