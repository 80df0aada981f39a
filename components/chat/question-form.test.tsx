import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import type { FieldProblem, QuestionField } from "#lib/questions/types.ts";
import { QuestionForm } from "./question-form.tsx";

async function rendered(field: QuestionField, problem?: FieldProblem): Promise<string> {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={await loadMessages("en")}>
      <QuestionForm fields={[field]} problems={problem ? { [field.name]: problem } : {}} />
    </NextIntlClientProvider>,
  );
}

test.each(["constructor", "toString", "__proto__"])(
  "a field by the name of %s has no problem of its own accord",
  async (name) => {
    const field = { name, title: "", description: "", isRequired: false, kind: "boolean", initial: null } as const;
    expect(await rendered(field)).not.toMatch(/aria-invalid="true"|problems/);
  },
);

test("nothing hides in the title of an option", async () => {
  const options = [{ value: "a", title: "Pay \u202e0001" }];
  const shared = { name: "sum", title: "Sum", description: "", isRequired: true } as const;
  const html = await rendered({ ...shared, kind: "choice", options, initial: null });
  expect(html).toContain("Pay U+202E0001");
  expect(html).not.toContain("\u202e");
});

const one = { name: "a", title: "A", description: "", isRequired: true };
const number: QuestionField = { ...one, kind: "number", isInteger: false, minimum: 0.5, maximum: 9, initial: null };
const text: QuestionField = { ...one, kind: "text", format: null, minLength: 2, maxLength: 20, initial: "" };
const options = ["x", "y", "z"].map((value) => ({ value, title: value }));
const choices: QuestionField = { ...one, kind: "choices", options, minItems: 1, maxItems: 2, initial: [] };

test.each([
  ["too_small", number, "This must be 0.5 or more."],
  ["too_large", number, "This must be 9 or less."],
  ["too_short", text, "This must have at least 2 characters."],
  ["too_long", text, "This may have at most 20 characters."],
  ["too_few", choices, "Choose at least 1."],
  ["too_many", choices, "Choose at most 2."],
] as const)("what is %s is told the bound", async (problem, field, words) => {
  expect(await rendered(field, problem)).toContain(words);
});
