import { describe, expect, it, test } from "vitest";
import { MCP_REASONS } from "#lib/mcp/reasons.ts";
import { OAUTH_REASONS } from "#lib/oauth/reasons.ts";
import { EGRESS_REASONS } from "#lib/platform/http/egress-error.ts";
import { loadMessages } from "#lib/platform/i18n/catalogue.ts";
import { LOCALES } from "#lib/platform/i18n/locales.ts";
import { STEP_OUTCOMES, TRACE_KINDS, TRACE_STEPS } from "#lib/platform/trace.ts";
import { EVIDENCE_FIELDS } from "#lib/platform/trace-evidence.ts";

describe.each(LOCALES)("the words for attempts in %s", async (locale) => {
  const { traces, oauth } = await loadMessages(locale);
  const three = ["fix", "member", "owner"];

  it("name every kind, step, outcome and piece of evidence", () => {
    expect(Object.keys(traces.kinds).sort()).toEqual([...TRACE_KINDS].sort());
    expect(Object.keys(traces.steps).sort()).toEqual([...TRACE_STEPS].sort());
    expect(Object.keys(traces.stepOutcomes)).toEqual(expect.arrayContaining([...STEP_OUTCOMES]));
    const fields = new Set(Object.values(EVIDENCE_FIELDS).flat());
    expect(Object.keys(traces.evidence).sort()).toEqual([...fields].filter((field) => field !== "exchanges").sort());
  });

  test.each(EGRESS_REASONS)("tell owner and member about the network's %s, and what to do", (reason) => {
    expect(Object.keys(traces.network[reason] ?? {}).sort()).toEqual(three);
  });

  test.each(MCP_REASONS)("tell owner and member about MCP's %s, and what to do", (reason) => {
    expect(Object.keys(traces.mcp[reason] ?? {}).sort()).toEqual(three);
  });

  test.each(OAUTH_REASONS)("tell owner and member about OAuth's %s, and what to do", (reason) => {
    expect(Object.keys({ ...oauth.reasons[reason], ...traces.oauth[reason] }).sort()).toEqual(three);
  });
});

it("have an explanation for every code of Entra ID that has a meaning of its own here", async () => {
  const { traces } = await loadMessages("en");
  const source = await import("node:fs/promises").then((fs) => fs.readFile("lib/oauth/provider-error.ts", "utf8"));
  const codes = [...source.matchAll(/\bAADSTS(\d+):/g)].map(([, code]) => code ?? "");
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !(code in traces.entra))).toEqual([]);
});
