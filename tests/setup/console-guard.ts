import { afterEach, beforeEach, expect, vi } from "vitest";

const guarded = ["error", "warn"] as const;
let seen: string[] = [];

/**
 * A warning nobody expected fails the test that caused it. A test that expects one says so:
 * `vi.spyOn(console, "warn").mockImplementation(() => {})`.
 */
beforeEach(() => {
  seen = [];
  for (const method of guarded)
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      seen.push(`console.${method}: ${args.map(String).join(" ")}`);
    });
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(seen, "unexpected console output").toEqual([]);
});
