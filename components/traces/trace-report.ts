import type { TraceStep, TraceView } from "#lib/traces/types.ts";

/** The words a report is written with. */
export type ReportWords = {
  title: string;
  outcome: string;
  step: (step: TraceStep) => string;
  stepOutcome: (step: TraceStep) => string;
  cause: (step: TraceStep) => string | null;
  field: (field: string) => string;
  value: (value: string | number | boolean) => string;
};

/** An attempt as plain text: one line per step, its cause and evidence below it. */
export function traceReport(trace: TraceView, words: ReportWords): string {
  const head = [words.title, `${words.outcome} · ${new Date(trace.startedAt).toISOString()} · ${trace.durationMs} ms`];
  return [...head, "", ...trace.steps.flatMap((step) => lines(step, words)), ""].join("\n");
}

function lines(step: TraceStep, words: ReportWords): string[] {
  const code = step.reason === null ? "" : ` (${step.reason})`;
  const cause = words.cause(step);
  return [
    `[${words.stepOutcome(step)}] ${words.step(step)}${code}, ${step.durationMs} ms`,
    ...(cause === null ? [] : [`    ${cause}`]),
    ...Object.entries(step.evidence).flatMap(([field, value]) =>
      Array.isArray(value)
        ? value.map(({ url, status, contentType, failure }) =>
            `    ${url} → ${[status, contentType, failure].filter(Boolean).join(" ")}`.trimEnd(),
          )
        : [`    ${words.field(field)}: ${words.value(value)}`],
    ),
  ];
}
