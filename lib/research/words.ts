import type { Report, ResearchView } from "./types.ts";

/** A report as Markdown on its own, its sources below it. */
function reportAsMarkdown({ text, sources }: Report): string {
  if (sources.length === 0) return text;
  const lines = sources.map(({ n, tool, connector, account, at }) => {
    const by = account === null ? connector : `${connector} (${account})`;
    return `${n}. ${tool} · ${by} · ${at}`;
  });
  return `${text}\n\n---\n\n${lines.join("\n")}`;
}

/** What a model is told later in the conversation of an investigation: what came of it, not all it went through. */
export function researchInWords({ state, report, findings }: ResearchView): string {
  if (report) return reportAsMarkdown(report);
  const noted = findings.map(({ text }) => `- ${text}`).join("\n");
  return `[An investigation, ${state}; it has no report.]${noted && `\nNoted so far:\n${noted}`}`;
}
