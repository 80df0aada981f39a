import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { checkCitations } from "./citations.ts";
import { REPORT_CHARS } from "./constants.ts";
import type { EndReason } from "./errors.ts";
import type { Finding, Report } from "./types.ts";

/**
 * A report from what a model wrote: of its citations those stay that name a call of this investigation which gave
 * something; each becomes a source.
 * @param calls the investigation's calls in order; [n] names the nth
 */
export function makeReport(written: string, calls: readonly ToolCallView[], endedBy: EndReason | null): Report {
  const { text, cited, removed } = checkCitations(written.slice(0, REPORT_CHARS).toWellFormed(), citable(calls));
  const sources = cited.flatMap((number, i) => {
    const call = calls[number - 1];
    return call ? [{ n: i + 1, ...sourceOf(call) }] : [];
  });
  return { text: text.trim(), sources, removed, endedBy };
}

function sourceOf({ id, tool, connector, account, finishedAt, createdAt }: ToolCallView) {
  return {
    toolCallId: id,
    tool: tool.name,
    connector: connector.name,
    account: account?.name ?? null,
    at: finishedAt ?? createdAt,
  };
}

/** Numbers of the calls that a statement may rest on: those that succeeded, counted from 1. */
export function citable(calls: readonly ToolCallView[]): Set<number> {
  return new Set(calls.flatMap(({ state }, i) => (state === "succeeded" ? [i + 1] : [])));
}

/** What was noted, as it stands, where nobody has put it into words: Markdown with citations. */
export function listOfFindings(findings: readonly Finding[], calls: readonly ToolCallView[]): string {
  const numbers = (sources: readonly string[]) =>
    sources
      .map((id) => calls.findIndex((call) => call.id === id) + 1)
      .filter((number) => number > 0)
      .map((number) => `[${number}]`)
      .join("");
  return findings.map(({ text, sources }) => `- ${text.replaceAll("\n", " ")} ${numbers(sources)}`).join("\n");
}
