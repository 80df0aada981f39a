import { expect, test } from "vitest";
import { organizationMode } from "./organization-mode.ts";

test.each([
  ["a block of any of them", { tool: "allow", kind: "ask", connector: "block" }, "block"],
  ["else what is decided about the tool", { tool: "allow", kind: "ask", connector: "ask" }, "allow"],
  ["else about its kind", { tool: null, kind: "ask", connector: "allow" }, "ask"],
  ["else about its connector", { tool: null, kind: null, connector: "allow" }, "allow"],
  ["else nothing", { tool: null, kind: null, connector: null }, null],
] as const)("%s", (_, policy, mode) => {
  expect(organizationMode(policy)).toBe(mode);
});
