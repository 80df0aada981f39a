import fc from "fast-check";
import { expect, test } from "vitest";
import { parseChallenges, tokenChallenge } from "./challenge.ts";

const METADATA = "https://mcp.example.com/.well-known/oauth-protected-resource";

test.each([
  ["Bearer alone", `Bearer resource_metadata="${METADATA}", scope="a b", error="invalid_token"`],
  [
    "after a scheme with parameters",
    `Basic realm="x, Bearer y", Bearer resource_metadata="${METADATA}", scope="a b", error="invalid_token"`,
  ],
  [
    "after a scheme with a token68",
    `Negotiate dG9r/ZW4+==, Bearer error="invalid_token", scope="a b", resource_metadata="${METADATA}"`,
  ],
  [
    "after a scheme without anything",
    `Negotiate, bearer ERROR=invalid_token, Scope="a b",resource_metadata = "${METADATA}"`,
  ],
  [
    "before another scheme",
    `Bearer resource_metadata="${METADATA}", scope="a b", error=invalid_token, DPoP algs="ES256", scope="z"`,
  ],
  ["empty list elements", `, ,Bearer , resource_metadata="${METADATA}",, scope="a b", error=invalid_token,`],
  [
    "escapes",
    `Bearer realm="a \\"quoted\\", b", resource_metadata="${METADATA}", scope="\\a b", error="invalid_token"`,
  ],
  [
    "the challenge with metadata among two",
    `Bearer realm="old", Bearer resource_metadata="${METADATA}", scope="a b", error=invalid_token`,
  ],
])("reads the bearer challenge: %s", (_name, header) => {
  expect(tokenChallenge(header)).toEqual({ resourceMetadata: METADATA, scope: "a b", error: "invalid_token" });
});

test.each([[null], [""], ["Basic realm=x"], ['"Bearer"'], ["=="]])("finds no bearer challenge in %j", (header) => {
  expect(tokenChallenge(header)).toBeNull();
});

test("a bearer challenge without parameters is one", () => {
  expect(tokenChallenge("Bearer")).toEqual({ resourceMetadata: null, scope: null, error: null });
});

test("the first of a repeated parameter counts, and an unterminated string ends the reading", () => {
  expect(parseChallenges('Bearer scope=a, scope=b, error="never ends, resource_metadata=x')).toEqual([
    { scheme: "bearer", params: new Map([["scope", "a"]]) },
  ]);
});

test("never throws, whatever the header", () => {
  const pieces = fc.constantFrom("Bearer", "scope", "=", '"', "\\", ",", " ", "\t", "==", "a/b", "é", "\u0000");
  fc.assert(
    fc.property(
      fc.array(pieces).map((list) => list.join("")),
      (header) => void tokenChallenge(header),
    ),
  );
});

test("takes linear time for a header made to be slow", () => {
  const started = performance.now();
  parseChallenges(`Bearer ${'a="'.repeat(100_000)}`);
  parseChallenges(`${"a ".repeat(1_000_000)}`);
  expect(performance.now() - started).toBeLessThan(500);
});
