"use client";

import { ClipboardCopy } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { putOnClipboard } from "#components/ui/clipboard.ts";
import { toast } from "#components/ui/toast.tsx";
import type { TraceView } from "#lib/traces/types.ts";
import { traceReport } from "./trace-report.ts";
import { useTraceWords } from "./use-trace-words.ts";

type TraceReportButtonProps = { connector: { name: string; canManage: boolean }; trace: TraceView };

/** "Copy report": the attempt as text, for whoever can help. It holds what the page shows, and nothing else. */
export function TraceReportButton({ connector, trace }: TraceReportButtonProps) {
  const t = useTranslations("traces");
  const common = useTranslations("common");
  const words = useTraceWords(connector.canManage);
  const copy = async () => {
    const report = traceReport(trace, {
      title: t("reportTitle", { name: connector.name }),
      outcome: `${t(`kinds.${trace.kind}`)}: ${t(`outcomes.${trace.outcome}`)}`,
      step: ({ name }) => t(`steps.${name}`),
      stepOutcome: ({ outcome }) => t(`stepOutcomes.${outcome}`),
      cause: (step) => words.explain(step)?.cause ?? null,
      field: words.fieldName,
      value: words.fieldValue,
    });
    if (await putOnClipboard(report)) toast.success(t("copied"));
    else toast.error(common("notCopied"));
  };
  return (
    <Button size="sm" onClick={() => void copy()}>
      <ClipboardCopy aria-hidden />
      {t("copy")}
    </Button>
  );
}
