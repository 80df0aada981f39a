import { expect, test } from "vitest";
import { isAssertionFor } from "./assertion.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const ISSUER = "https://as.example.com";
const later = NOW.getTime() / 1000 + 60;
const jwt = (claims: object) => ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "sig"].join(".");

test.each([
  ["its issuer", { aud: ISSUER, exp: later }, true],
  ["its issuer in a list", { aud: [ISSUER], exp: later }, true],
  ["its issuer with a slash that is the whole path", { aud: `${ISSUER}/`, exp: later }, true],
  ["it and somebody else", { aud: [ISSUER, "https://other.example.com"], exp: later }, false],
  ["somebody else", { aud: "https://other.example.com", exp: later }, false],
  ["somebody whose name begins alike", { aud: `${ISSUER}.evil.example`, exp: later }, false],
  ["nobody in particular", { exp: later }, false],
  ["it, but over", { aud: ISSUER, exp: NOW.getTime() / 1000 }, false],
  ["it, without an end", { aud: ISSUER }, false],
])("an assertion is shown to an authorization server when it is meant for %s: %j", (_name, claims, isShown) => {
  expect(isAssertionFor(jwt(claims), ISSUER, NOW)).toBe(isShown);
});

test.each(["", "a.b", "a.!.c", "no jwt at all"])("what is no JWT is shown to nobody: %j", (text) => {
  expect(isAssertionFor(text, ISSUER, NOW)).toBe(false);
});
