import { expect, test } from "vitest";
import { inheritedMode } from "./effective-mode.ts";

const tool = { kind: null, formerKind: null, definitionHash: "now" };

test("a classified tool follows its kind, then its connector", () => {
  expect(inheritedMode({ mode: "ask", kinds: { read: "allow" } }, { ...tool, kind: "read" })).toEqual({
    from: "kind",
    mode: "allow",
  });
  expect(inheritedMode({ mode: "ask", kinds: {} }, { ...tool, kind: "read" })).toEqual({
    from: "connector",
    mode: "ask",
  });
});

test("a block of the connector holds whatever its kind is allowed", () => {
  expect(inheritedMode({ mode: "block", kinds: { read: "allow" } }, { ...tool, kind: "read" }).mode).toBe("block");
});

test("a tool nobody classified is under what holds for writes, but not allowed by it", () => {
  expect(inheritedMode({ mode: null, kinds: { write: "block" } }, tool)).toEqual({ from: "kind", mode: "block" });
  expect(inheritedMode({ mode: null, kinds: { write: "allow" } }, tool)).toEqual({ from: "connector", mode: null });
});

test("a tool that changed since is still under what held for what it was", () => {
  expect(inheritedMode({ mode: null, kinds: { delete: "block" } }, { ...tool, formerKind: "delete" }).mode).toBe(
    "block",
  );
});
