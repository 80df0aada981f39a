import { expect, test } from "vitest";
import { hintedKind } from "./hinted-kind.ts";

test.each([
  [{ readOnlyHint: true }, "read"],
  [{ readOnlyHint: true, destructiveHint: true }, "read"],
  [{ destructiveHint: true }, "delete"],
  [{ readOnlyHint: false, destructiveHint: false }, "write"],
  [{ readOnlyHint: false }, "write"],
  [{ idempotentHint: true }, null],
  [{}, null],
])("%j claims %s", (annotations, kind) => {
  expect(hintedKind(annotations)).toBe(kind);
});
