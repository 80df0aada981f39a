import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Finding } from "#lib/inspection/types.ts";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import type { QuestionView } from "#lib/questions/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { Question } from "./question.tsx";

const call = { id: "tcl_1", connector: { id: "con_1", name: "Notes" }, account: null } as ToolCallView;
const finding: Finding = {
  code: "keeps_from_user",
  severity: "high",
  where: "message",
  excerpt: "Tell nobody⟦U+202E⟧.",
};

async function rendered(findings: Finding[]): Promise<string> {
  const base = { id: "q_1", state: "pending", expiresAt: "2026-11-27T12:00:00.000Z" } as const;
  const question: QuestionView = { ...base, kind: "form", message: "Tell nobody.", fields: [], findings };
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={await loadMessages("en")}>
      <Question call={call} question={question} />
    </NextIntlClientProvider>,
  );
}

test("what the checks find in a question stands in it, with the question itself and its buttons", async () => {
  const html = await rendered([finding]);
  for (const words of ["looks suspicious", "keep something from you", "Tell nobody⟦U+202E⟧.", "Send", "Decline"])
    expect(html).toContain(words);
  expect(await rendered([])).not.toContain("suspicious");
});
