import { expect, test } from "vitest";
import { inheritedMode } from "./inherited-mode.ts";

test.each([
  ["its kind", "ask", "allow", { from: "kind", mode: "allow" }],
  ["its connector, where nothing is decided for its kind", "ask", null, { from: "connector", mode: "ask" }],
  ["a block of its connector, whatever its kind is allowed", "block", "allow", { from: "connector", mode: "block" }],
  ["a block of its kind, whatever its connector is allowed", "allow", "block", { from: "kind", mode: "block" }],
  ["nothing at all", null, null, { from: "connector", mode: null }],
] as const)("a tool follows %s", (_, mode, kindMode, expected) => {
  expect(inheritedMode({ mode }, { kindMode })).toEqual(expected);
});
