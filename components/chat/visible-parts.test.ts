import { expect, test } from "vitest";
import { visibleParts } from "./visible-parts.ts";

/** The text as a person reads it, hidden characters in angle brackets. */
const shown = (text: string) =>
  visibleParts(text)
    .map((part) => (part.hidden ? `<${part.text}>` : part.text))
    .join("");

test.each([
  ["plain ASCII, äöü and 日本語 stay", "plain ASCII, äöü and 日本語 stay"],
  ["two\nlines\tand a tab", "two\nlines\tand a tab"],
  ["pay\u200Bpal", "pay<U+200B>pal"],
  ["\u202Egpj.exe", "<U+202E>gpj.exe"],
  ["\u2066a\u2069", "<U+2066>a<U+2069>"],
  ["\u{E0041}\u{E007F}", "<U+E0041><U+E007F>"],
  ["\u001b[31mred", "<U+001B>[31mred"],
  ["no\u00A0break", "no<U+00A0>break"],
  ["filler\u3164", "filler<U+3164>"],
  ["soft\u00ADhyphen", "soft<U+00AD>hyphen"],
  ["a\u0301\u0301\u0301\u0301", "a\u0301\u0301\u0301<U+0301>"],
  ["\r\n", "<U+000D>\n"],
  ["\uD800", "<U+D800>"],
])("%j is shown as %j", (text, expected) => {
  expect(shown(text)).toBe(expected);
});
