import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindOf, modeForKind } from "./mode-for-kind.ts";
import { ACTION_KINDS, type PolicyMode } from "./types.ts";

const read = { kind: "read", definitionHash: "now" } as const;

describe("kindOf", () => {
  test("counts for the very definition that owners looked at", () => {
    expect(kindOf(read, "now")).toBe("read");
    expect(kindOf(read, "another")).toBeNull();
    expect(kindOf(read, null)).toBeNull();
    expect(kindOf(null, "now")).toBeNull();
  });
});

describe("modeForKind", () => {
  test.each([
    ["what owners decided for its kind", { read: "allow", write: "block" }, read, "now", "allow"],
    ["nothing, where they decided nothing for it", { write: "block" }, read, "now", null],
    ["a write's, where nobody classified it", { write: "ask" }, null, "now", "ask"],
    ["no allow, where nobody classified it", { write: "allow" }, null, "now", null],
    ["a write's, once it is another than they classified", { read: "allow", write: "ask" }, read, "another", "ask"],
    [
      "still a delete's, once its server has changed it",
      { delete: "block", write: "allow" },
      { kind: "delete", definitionHash: "before" },
      "now",
      "block",
    ],
  ] as const)("%s", (_, modes, classified, hash, mode) => {
    expect(modeForKind(modes, classified, hash)).toBe(mode);
  });

  const STRICTNESS = ["allow", null, "ask", "block"];
  const mode = fc.option(fc.constantFrom<PolicyMode>("allow", "ask", "block"), { nil: undefined });
  const anyModes = fc.record({ read: mode, write: mode, delete: mode }, { requiredKeys: [] });

  test("a server that changes a tool never gets it a looser decision", () => {
    fc.assert(
      fc.property(anyModes, fc.constantFrom(...ACTION_KINDS), (modes, kind) => {
        const classified = { kind, definitionHash: "before" };
        const [before, after] = ["before", "after"].map((hash) => modeForKind(modes as never, classified, hash));
        expect(STRICTNESS.indexOf(after ?? null)).toBeGreaterThanOrEqual(STRICTNESS.indexOf(before ?? null));
      }),
      { seed: 4, numRuns: 1_000 },
    );
  });
});
