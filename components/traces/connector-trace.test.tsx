import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import type { Locale } from "#lib/platform/i18n/locales.ts";
import type { TraceStep, TraceView } from "#lib/traces/types.ts";
import { ConnectorTrace } from "./connector-trace.tsx";
import { traceReport } from "./trace-report.ts";

const ok: TraceStep = { name: "resolve", outcome: "ok", reason: null, evidence: {}, startedAt: 0, durationMs: 3 };
const refused: TraceStep = {
  name: "token",
  outcome: "failed",
  reason: "invalid_target",
  evidence: {
    detail: "AADSTS9010010: The resource <b>does not</b> match",
    exchanges: [{ url: "https://login.example.com/token", status: 400, contentType: "application/json" }],
  },
  startedAt: 3,
  durationMs: 1_500,
};

async function page(steps: TraceStep[], { canManage = true, locale = "en" as Locale, isRunning = false } = {}) {
  const messages = await loadMessages(locale);
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      <ConnectorTrace steps={steps} canManage={canManage} isRunning={isRunning} />
    </NextIntlClientProvider>,
  );
}

describe("an attempt on a page", () => {
  it("opens the step that failed: cause, what the provider's code means, what was seen, what to do", async () => {
    const html = await page([ok, refused]);
    expect(html).toContain("does not accept the “resource” parameter");
    expect(html).toContain("Entra ID: the “resource” sent does not go with the permissions");
    expect(html).toContain("What to do");
    expect(html).toContain("https://login.example.com/token");
    expect(html).toContain("1.5 s");
    expect(html).toContain("&lt;b&gt;does not&lt;/b&gt;");
  });

  it("leaves a step closed that failed because one within it did", async () => {
    const inner: TraceStep = { ...refused, name: "resolve", reason: "dns_failed", evidence: {}, startedAt: 4 };
    const html = await page([inner, { ...refused, name: "era", reason: "unreachable", evidence: {}, startedAt: 2 }]);
    expect(html).toContain("The name of the server could not be found.");
    expect(html).not.toContain("The server could not be reached");
    expect(html.match(/aria-expanded="true"/g)).toHaveLength(1);
  });

  it("tells a member whom to ask, and nothing that only owners can do", async () => {
    const html = await page([{ ...refused, evidence: {} }], { canManage: false });
    expect(html).toContain("ask an owner");
    expect(html).not.toContain("What to do");
  });

  it("has words for a reason of our own, and for one it does not know", async () => {
    expect(await page([{ ...refused, name: "callback", reason: "flow_expired" }])).toContain("longer than ten minutes");
    expect(await page([{ ...refused, name: "call", reason: "no_such_reason" }])).toContain("went wrong on our side");
  });

  it("says so while steps are on their way, and when nothing was sent", async () => {
    expect(await page([ok], { isRunning: true })).toContain("Checking…");
    expect(await page([])).toContain("Nothing was sent.");
  });

  it("speaks German", async () => {
    expect(await page([ok, refused], { locale: "de" })).toContain("Was zu tun ist");
  });
});

it("a report names every step, its code, its cause and what was seen", () => {
  const trace: TraceView = {
    id: "trc_1",
    kind: "connect",
    outcome: "failed",
    reason: "invalid_target",
    steps: [ok, refused],
    startedAt: new Date("2026-01-01T00:00:00Z"),
    durationMs: 1_503,
    person: null,
  };
  const report = traceReport(trace, {
    title: "Report",
    outcome: "Connect: Failed",
    step: ({ name }) => name,
    stepOutcome: ({ outcome }) => outcome,
    cause: ({ reason }) => reason && "The cause",
    field: (field) => field,
    value: String,
  });
  expect(report).toBe(`Report
Connect: Failed · 2026-01-01T00:00:00.000Z · 1503 ms

[ok] resolve, 3 ms
[failed] token (invalid_target), 1500 ms
    The cause
    detail: AADSTS9010010: The resource <b>does not</b> match
    https://login.example.com/token → 400 application/json
`);
});
