import { expect, test } from "vitest";
import { negotiateLocale } from "./locales.ts";

test.each([
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["en-GB", "en"],
  ["fr;q=1, en;q=0.3, de;q=0.7", "de"],
  ["de;q=0, en", "en"],
  ["fr, es", "en"],
  ["*", "en"],
  ["", "en"],
  [null, "en"],
])("Accept-Language %j is answered in %s", (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});
