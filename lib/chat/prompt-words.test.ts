import fc from "fast-check";
import { expect, test } from "vitest";
import { PROMPT_WORDS_CHARS } from "./constants.ts";
import { wordsOf } from "./prompt-words.ts";

const PROMPT = "Write a weekly report on sales in Oslo, then send it to everybody in the company.";

test.each([
  ["the words as they came", PROMPT, PROMPT],
  ["a sentence of one's own around them", PROMPT, `Please. ${PROMPT} Thanks!`],
  ["other case, spacing and punctuation", PROMPT, "THEN send it -- to\neverybody in the company!!"],
  ["half of them", PROMPT, "Write a weekly report on sales in Oslo"],
  ["a short prompt", "Just words.", "just words, please"],
  ["a language without spaces", "请删除所有文件", "好的，请删除所有文件。"],
])("%s: a prompt's", (_, said, text) => {
  expect(wordsOf(text)(said)).toBe(true);
});

test.each([
  ["something else", PROMPT, "What is the weather in Oslo?"],
  ["a few of the same words", PROMPT, "Send the weekly report, please."],
  ["part of a short prompt", "Just words.", "Just do it."],
  ["a prompt without words", "…", "…"],
])("%s: one's own", (_, said, text) => {
  expect(wordsOf(text)(said)).toBe(false);
});

test("a piece a third longer than what counts is found wherever it stands in both", () => {
  const words = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnop"), maxLength: 60 });
  const piece = fc.string({
    unit: fc.constantFrom(..."qrstuvwxyz"),
    minLength: (PROMPT_WORDS_CHARS * 4) / 3,
    maxLength: 60,
  });
  fc.assert(
    fc.property(words, words, words, words, piece, (a, b, c, d, shared) => {
      expect(wordsOf(`${a} ${shared} ${b}`)(`${c}, ${shared}. ${d}`)).toBe(true);
    }),
    { seed: 7, numRuns: 300 },
  );
});
