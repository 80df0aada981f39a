import { expect, test } from "vitest";
import { HOME, safeReturnTo } from "./return-to.ts";

test.each([
  "/new",
  "/chat/cnv_1",
  "/settings/connectors?add=1#top",
  "/admin-settings/members",
  "/invite/abc",
  "/oauth/callback/con_1?code=x&state=y",
])("%s is one of our pages", (path) => {
  expect(safeReturnTo(path)).toBe(path);
});

test.each([
  undefined,
  null,
  ["/new"],
  "",
  "new",
  "//attacker.example",
  "/\\attacker.example",
  "\\\\attacker.example",
  "https://attacker.example/new",
  "https:/attacker.example/new",
  "javascript:alert(1)",
  "/.//attacker.example",
  "/new/..//attacker.example",
  "/new/%2e%2e//attacker.example",
  "/\t/attacker.example",
  "/\n/attacker.example/new",
  "/@attacker.example",
  "/api/auth/signout",
  "/sign-in?returnTo=/sign-in",
  "/unknown",
])("%j leads home", (asked) => {
  expect(safeReturnTo(asked)).toBe(HOME);
});
