import { expect, test } from "vitest";
import { safeUrl } from "./safe-url.ts";

test.each(["https://example.com/a?b#c", "http://example.com", "mailto:a@example.com"])("%s is a link", (url) => {
  expect(safeUrl(url)).not.toBeNull();
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "/settings/account",
  "//evil.example",
  "https://bank.example@evil.example",
  "",
  undefined,
])("%s is only text", (url) => {
  expect(safeUrl(url)).toBeNull();
});

test("the host is shown as it is asked for, lookalike letters in Punycode", () => {
  expect(safeUrl("https://ехample.com")?.host).toMatch(/^xn--/);
});
