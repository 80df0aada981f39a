"use client";

import { CircleCheck, CircleMinus, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { TraceStep } from "#lib/traces/types.ts";
import { StepEvidence } from "./step-evidence.tsx";
import { type Explanation, useTraceWords } from "./use-trace-words.ts";

const ICONS: Record<TraceStep["outcome"], ReactNode> = {
  ok: <CircleCheck aria-hidden className="text-success" />,
  failed: <CircleX aria-hidden className="text-danger" />,
  skipped: <CircleMinus aria-hidden className="text-muted" />,
};

type ConnectorTraceProps = {
  steps: readonly TraceStep[];
  canManage: boolean;
  /** More steps are on their way. */
  isRunning?: boolean;
};

/** What an attempt went through, in order; a step that failed by itself stands open, with its cause and what to do. */
export function ConnectorTrace({ steps, canManage, isRunning = false }: ConnectorTraceProps) {
  const t = useTranslations("traces");
  if (steps.length === 0 && !isRunning) return <p className="text-muted text-sm">{t("noSteps")}</p>;
  return (
    <ol aria-label={t("stepList")} className="space-y-1">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={index}>
          <Step step={step} isOpen={isCause(steps, index)} canManage={canManage} />
        </li>
      ))}
      {isRunning && (
        <li className="flex items-center gap-2 py-0.5 pl-5.5 text-muted">
          <Spinner /> {t("running")}
        </li>
      )}
    </ol>
  );
}

/** Whether a step failed by itself, and not because one within it did. */
function isCause(steps: readonly TraceStep[], index: number): boolean {
  const step = steps[index];
  if (step?.outcome !== "failed") return false;
  const before = steps.slice(0, index);
  return !before.some(({ outcome, startedAt }) => outcome === "failed" && startedAt >= step.startedAt);
}

function Step({ step, isOpen, canManage }: { step: TraceStep; isOpen: boolean; canManage: boolean }) {
  const t = useTranslations("traces");
  const words = useTraceWords(canManage);
  const explanation = words.explain(step);
  const hasEvidence = Object.keys(step.evidence).length > 0;
  const line = (
    <>
      {ICONS[step.outcome]}
      <span className="min-w-0 flex-1 wrap-anywhere">
        {t(`steps.${step.name}`)}
        <span className={step.outcome === "ok" ? "sr-only" : "text-muted"}> · {t(`stepOutcomes.${step.outcome}`)}</span>
      </span>
      <span className="shrink-0 font-normal text-muted text-sm tabular-nums">{words.took(step.durationMs)}</span>
    </>
  );
  const row = "w-full items-center gap-2 py-0.5 font-normal [&_svg]:size-4 [&_svg]:shrink-0";
  if (!hasEvidence && !explanation && step.outcome !== "skipped")
    return <div className={`flex pl-5.5 ${row}`}>{line}</div>;
  return (
    <Disclosure defaultOpen={isOpen} buttonClassName={row} panelClassName="" label={line}>
      <div className="mt-1 mb-2 ml-2 space-y-2 border-line border-l-2 pl-5">
        {step.outcome === "skipped" && <p className="text-muted text-sm">{words.skipped(step)}</p>}
        {explanation && <Cause explanation={explanation} />}
        {hasEvidence && <StepEvidence evidence={step.evidence} canManage={canManage} />}
      </div>
    </Disclosure>
  );
}

function Cause({ explanation: { cause, fix, provider } }: { explanation: Explanation }) {
  const t = useTranslations("traces");
  return (
    <div className="space-y-2 rounded-md bg-danger-tint px-3 py-2 text-sm">
      <p className="text-danger">{cause}</p>
      {provider && (
        <p>
          <span className="font-medium">{t("provider")}: </span>
          {provider}
        </p>
      )}
      {fix && (
        <p>
          <span className="font-medium">{t("whatToDo")}: </span>
          {fix}
        </p>
      )}
    </div>
  );
}
