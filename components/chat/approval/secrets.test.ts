import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSecretName, secretParts } from "./secrets.ts";

const hidden = (text: string) =>
  secretParts(text)
    .map((part) => (part.isSecret ? "•" : part.text))
    .join("");

describe("what looks like a secret", () => {
  test.each([
    ["token ghp_abcdefghijklmnopqrstuvwxyz012345 here", "token • here"],
    ["Authorization: Bearer abc.def-ghi_jkl", "Authorization: Bearer •"],
    ["AKIAIOSFODNN7EXAMPLE", "•"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl.", "•."],
    ["postgres://app:hunter2@db.example/x", "postgres://app:•@db.example/x"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend", "•\nend"],
    ["key=Zm9vYmFyQmF6MTIzNDU2Nzg5MGFiY2RlZmdo;", "key=•;"],
  ])("%s", (text, shown) => {
    expect(hidden(text)).toBe(shown);
  });

  test.each([
    "Dear Ms Miller, the meeting is at 10:00@noon",
    "0b8e7a52-6f0e-4d0e-9f39-0f3f4c1f0a11",
    "https://example.com/a/b?c=d",
    "sk-short",
  ])("not %s", (text) => {
    expect(hidden(text)).toBe(text);
  });

  test.each(["password", "api_key", "apiKey", "client-secret", "accessToken", "Authorization", "pin", "x.token"])(
    "a field called %s",
    (name) => expect(isSecretName(name)).toBe(true),
  );
  test.each(["message", "tokens_used_today", "passenger", "spinner", "secretary", "title"])(
    "no field called %s",
    (name) => expect(isSecretName(name)).toBe(false),
  );
});

test("the parts make the text again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      expect(
        secretParts(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }),
    { seed: 4, numRuns: 500 },
  );
});

test("a long text takes no time worth speaking of", () => {
  const begun = performance.now();
  secretParts(`${"a".repeat(100_000)}:${"A1b-".repeat(50_000)}://${":".repeat(50_000)}`);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
