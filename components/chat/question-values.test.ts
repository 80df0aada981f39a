import { expect, test } from "vitest";
import type { QuestionField } from "#lib/questions/types.ts";
import { addressParts, controlName, readForm } from "./question-values.ts";

const shared = { title: "", description: "", isRequired: false };
const fields: QuestionField[] = [
  { ...shared, name: "who", kind: "text", format: null, initial: "" },
  { ...shared, name: "age", kind: "number", isInteger: true, initial: null },
  { ...shared, name: "sure", kind: "boolean", initial: null },
  { ...shared, name: "colours", kind: "choices", options: [], initial: [] },
  { ...shared, name: "__proto__", kind: "text", format: null, initial: "" },
];
const filled = (...texts: (string | string[])[]) => {
  const data = new FormData();
  for (const [i, text] of texts.entries()) for (const each of [text].flat()) data.append(controlName(i), each);
  return data;
};

test("texts become values of the field's kind; what is empty is left out", () => {
  expect(readForm(fields, filled("Ann", "7", "false", ["a", "b"]))).toEqual({
    who: "Ann",
    age: 7,
    sure: false,
    colours: ["a", "b"],
  });
  expect(readForm(fields, filled("", " ", "", []))).toEqual({});
  expect(readForm(fields, filled("", "seven"))).toEqual({ age: "seven" });
});

test("a field may have any name", () => {
  expect(Object.entries(readForm(fields, filled("", "", "", [], "x")))).toEqual([["__proto__", "x"]]);
});

test("an address says whose it is, also where it is written to look like another's", () => {
  expect(addressParts("https://example.com:8443/a?b=https://bank.example")).toEqual({
    before: "https://",
    host: "example.com:8443",
    after: "/a?b=https://bank.example",
    isDisguised: false,
  });
  expect(addressParts("https://bаnk.example/")).toMatchObject({ host: "xn--bnk-6cd.example", isDisguised: true });
});
