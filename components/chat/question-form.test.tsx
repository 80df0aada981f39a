import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import type { QuestionField } from "#lib/questions/types.ts";
import { QuestionForm } from "./question-form.tsx";

async function rendered(field: QuestionField): Promise<string> {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={await loadMessages("en")}>
      <QuestionForm fields={[field]} problems={{}} />
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
