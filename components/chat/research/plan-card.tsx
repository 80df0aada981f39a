"use client";

import { ShieldQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useId, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import { CAPS_MAX, CAPS_MIN } from "#lib/research/constants.ts";
import type { Plan, ResearchView } from "#lib/research/types.ts";
import { Expiry } from "../approval/expiry.tsx";
import { useArmed } from "../approval/use-armed.ts";
import { decideResearch } from "../requests.ts";
import { VisibleText } from "../visible-text.tsx";
import { PlanEditor } from "./plan-editor.tsx";
import { PlanSummary } from "./plan-summary.tsx";
import { useResearchRequest } from "./use-research-request.ts";

type PlanCardProps = { research: ResearchView; plan: Plan; planHash: string; expiresAt: string };

/** Asks once whether the whole plan may be worked through. What is left out or reworded is part of the answer. */
export function PlanCard({ research, plan, planHash, expiresAt }: PlanCardProps) {
  const t = useTranslations("research.plan");
  const titleId = useId();
  const card = useFocusHandover<HTMLFieldSetElement>();
  const buttons = useRef<HTMLDivElement>(null);
  const { armed, isArmed } = useArmed(buttons);
  const [draft, setDraft] = useState(plan);
  const [isEditing, setEditing] = useState(false);
  const [isOver, setOver] = useState(false);
  const onOver = useCallback(() => setOver(true), []);
  const { pending, send } = useResearchRequest<"start" | "decline">();
  const problem = problemOf(draft, t);

  const start = () => {
    if (!isArmed() || problem || isOver) return;
    const tools = draft.tools.map(({ connectionId, toolName }) => ({ connectionId, toolName }));
    const edited = { questions: draft.questions, tools, caps: draft.caps };
    void send("start", () => decideResearch(research.id, { decision: "start", planHash, plan: edited }));
  };
  const decline = () => {
    if (isArmed()) void send("decline", () => decideResearch(research.id, { decision: "decline", planHash }));
  };
  return (
    <fieldset
      ref={card}
      aria-labelledby={titleId}
      className="min-w-0 space-y-4 rounded-lg border border-edge bg-raised p-4 shadow-md"
    >
      <div className="flex flex-wrap items-start gap-x-2.5 gap-y-1">
        <ShieldQuestion aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
        <div className="min-w-0 flex-1 space-y-1">
          <p id={titleId} className="sr-only">
            {t("label")}
          </p>
          <p className="font-medium">{t("question")}</p>
          <p className="text-muted text-sm">{t("promise")}</p>
        </div>
        <Expiry at={expiresAt} onOver={onOver} className="max-sm:w-full max-sm:pl-6.5" />
      </div>
      {plan.reason && (
        <p className="wrap-anywhere text-sm">
          <span className="text-muted">{t("reason")}: </span>
          <VisibleText text={plan.reason} />
        </p>
      )}
      {isEditing ? <PlanEditor shown={plan} draft={draft} onChange={setDraft} /> : <PlanSummary plan={draft} />}
      <p role="status" className="text-danger text-sm empty:hidden">
        {problem}
      </p>
      <div ref={buttons} className="flex flex-wrap items-center gap-2">
        {isOver ? (
          <p className="text-muted text-sm">{t("over")}</p>
        ) : (
          <>
            <Button
              variant="primary"
              aria-disabled={!armed || problem !== null || pending === "decline"}
              pending={pending === "start"}
              onClick={start}
            >
              {t("start")}
            </Button>
            <Button aria-disabled={!armed || pending === "start"} pending={pending === "decline"} onClick={decline}>
              {t("decline")}
            </Button>
            <span className="flex-1" />
            <Button variant="ghost" aria-pressed={isEditing} onClick={() => setEditing(!isEditing)}>
              {t("edit")}
            </Button>
          </>
        )}
      </div>
    </fieldset>
  );
}

/** What keeps the plan from being started as it now is, in words. */
function problemOf(
  { questions, tools, caps }: Plan,
  t: ReturnType<typeof useTranslations<"research.plan">>,
): string | null {
  if (questions.length === 0 || questions.some(({ text }) => text.trim() === "")) return t("needsQuestion");
  if (tools.length === 0) return t("needsTool");
  for (const name of ["calls", "minutes", "tokens"] as const) {
    const range = { name: t(name), min: CAPS_MIN[name], max: CAPS_MAX[name] };
    if (!(caps[name] >= range.min && caps[name] <= range.max)) return t("outOfRange", range);
  }
  return null;
}
