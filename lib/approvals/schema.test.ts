import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DENY_REASON_MAX } from "./constants.ts";
import { answerShape } from "./schema.ts";

const answerSchema = z.strictObject(answerShape);
const shown = { approvalId: "apr_1", shownHash: "h" };

describe("what a browser says of a decision", () => {
  test("a reason is one line of visible text", () => {
    const reason = "  Ask\u0000 Ben\u202e\nfirst\u{e0041} ";
    expect(answerSchema.parse({ decision: "deny", ...shown, reason }).reason).toBe("Ask Ben first");
    expect(
      answerSchema.safeParse({ decision: "deny", ...shown, reason: "x".repeat(DENY_REASON_MAX + 1) }).success,
    ).toBe(false);
  });

  test("it says which question was shown; changed arguments are an object", () => {
    const edit = { decision: "allow_once", arguments: { to: "y" } };
    expect(answerSchema.safeParse(edit).success).toBe(false);
    expect(answerSchema.safeParse({ ...edit, approvalId: "apr_1" }).success).toBe(false);
    expect(answerSchema.safeParse({ ...edit, ...shown }).success).toBe(true);
    expect(answerSchema.safeParse({ ...edit, ...shown, arguments: ["y"] }).success).toBe(false);
  });

  test("nothing else is taken", () => {
    expect(answerSchema.safeParse({ decision: "allow_once", ...shown, toolName: "send" }).success).toBe(false);
    expect(answerSchema.safeParse({ decision: "always" }).success).toBe(false);
  });
});
