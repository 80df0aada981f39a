"use client";

import { CircleCheck, CircleDashed, Telescope } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Block } from "#lib/chat/types.ts";
import type { Plan, ResearchState, ResearchView } from "#lib/research/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { askForReport } from "../requests.ts";
import { ToolCall } from "../tool-call.tsx";
import { VisibleText } from "../visible-text.tsx";
import { Counters } from "./counters.tsx";
import { PlanCard } from "./plan-card.tsx";
import { PlanSummary } from "./plan-summary.tsx";
import { Report } from "./report.tsx";
import { useResearchRequest } from "./use-research-request.ts";

type ResearchBlockProps = { research: ResearchView; blocks: readonly Block[]; canManage: boolean };

const TONES: Record<ResearchState, Tone> = {
  planning: "neutral",
  proposed: "warning",
  working: "accent",
  writing: "accent",
  finished: "success",
  stopped: "neutral",
  declined: "neutral",
  failed: "danger",
};

/** An investigation as it goes: its plan to approve, its steps and counters, its sources as they come, its report. */
export function ResearchBlock({ research, blocks, canManage }: ResearchBlockProps) {
  const t = useTranslations("research");
  const { state, plan, planHash, expiresAt, report } = research;
  const calls = blocks.flatMap((block) => (block.type === "tool_call" && block.call ? [block.call] : []));
  return (
    <section aria-label={t("title")} className="space-y-4">
      <header className="flex flex-wrap items-center gap-2">
        <Telescope aria-hidden className="size-4 text-muted" />
        <h2 className="font-medium">{t("title")}</h2>
        <Badge tone={TONES[state]}>{t(`state.${state}`)}</Badge>
      </header>
      {state === "planning" && <Busy>{t("planning")}</Busy>}
      {state === "proposed" && plan && planHash && expiresAt && (
        <PlanCard key={planHash} research={research} plan={plan} planHash={planHash} expiresAt={expiresAt} />
      )}
      <Reason research={research} canManage={canManage} />
      {research.startedAt && plan && <Counters research={research} plan={plan} calls={calls.length} />}
      {report && <Report report={report} calls={byId(calls)} canManage={canManage} />}
      {state === "writing" && <Busy>{t("writing")}</Busy>}
      {(state === "stopped" || state === "failed") && research.startedAt && (
        <EndedEarly research={research} calls={calls.length} />
      )}
      {research.startedAt && plan && <Work research={research} plan={plan} calls={calls} canManage={canManage} />}
    </section>
  );
}

function byId(calls: readonly ToolCallView[]): ReadonlyMap<string, ToolCallView> {
  return new Map(calls.map((call) => [call.id, call]));
}

function Busy({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <Spinner />
      {children}
    </p>
  );
}

/** Why there is no plan, or what became of it. */
function Reason({ research: { reason, state }, canManage }: { research: ResearchView; canManage: boolean }) {
  const t = useTranslations("research");
  if (reason === null) return null;
  if (reason === "person" || reason === "expired")
    return <p className="text-muted text-sm">{t(`declined.${reason}`)}</p>;
  return (
    <Callout tone={state === "failed" ? "warning" : "info"}>
      <p>{t(`unplanned.${reason}`)}</p>
      {reason === "no_read_tools" && (
        <p className="mt-1 text-muted">{t(canManage ? "toggle.ownerHelp" : "toggle.memberHelp")}</p>
      )}
    </Callout>
  );
}

/** It was stopped or failed: what was found can still be put into words. */
function EndedEarly({ research, calls }: { research: ResearchView; calls: number }) {
  const t = useTranslations("research.ended");
  const { pending, send } = useResearchRequest<"report">();
  return (
    <div className="space-y-2">
      <p className="text-muted text-sm">
        {calls === 0 ? t("nothing") : t(research.state === "failed" ? "failed" : "stopped")}
      </p>
      {calls > 0 && (
        <Button pending={pending === "report"} onClick={() => void send("report", () => askForReport(research.id))}>
          {t("write")}
        </Button>
      )}
    </div>
  );
}

type WorkProps = { research: ResearchView; plan: Plan; calls: ToolCallView[]; canManage: boolean };

/** The way it went: questions, notes, calls, and the plan as approved. Calls that the report cites stand there. */
function Work({ research, plan, calls, canManage }: WorkProps) {
  const t = useTranslations("research");
  const { findings, answered, gone, refused, report, state } = research;
  const cited = new Set(report?.sources.map(({ toolCallId }) => toolCallId));
  const others = calls.filter(({ id }) => !cited.has(id));
  const isLive = state === "working";
  return (
    <div className="space-y-3">
      <section className="space-y-1.5">
        <h3 className="font-medium text-sm">{t("questions.title")}</h3>
        <ol className="space-y-1 text-sm">
          {plan.questions.map(({ id, text }) => {
            const isAnswered = answered.includes(id);
            const notes = findings.filter(({ question }) => question === id).length;
            return (
              <li key={id} className="flex items-start gap-2">
                {isAnswered ? (
                  <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
                ) : (
                  <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
                )}
                <span className="wrap-anywhere min-w-0">
                  <VisibleText text={text} />
                  <span className="text-muted">
                    {" · "}
                    {t(isAnswered ? "questions.answered" : "questions.open")}
                    {notes > 0 && ` · ${t("questions.notes", { count: notes })}`}
                  </span>
                </span>
              </li>
            );
          })}
        </ol>
      </section>
      {gone.length > 0 && <Callout tone="warning">{t("gone", { tools: gone.join(", ") })}</Callout>}
      {refused > 0 && <p className="text-muted text-sm">{t("refused", { count: refused })}</p>}
      <Disclosure
        key={isLive ? "live" : "over"}
        defaultOpen={isLive}
        label={t(report ? "calls.others" : "calls.title", { count: others.length })}
        buttonClassName="text-sm"
        panelClassName="pt-2 space-y-2"
      >
        {others.length === 0 && <p className="text-muted text-sm">{t("calls.none")}</p>}
        {others.map((call) => (
          <ToolCall key={call.id} call={call} canManage={canManage} />
        ))}
      </Disclosure>
      <Disclosure label={t("notes.title", { count: findings.length })} buttonClassName="text-sm" panelClassName="pt-2">
        {findings.length === 0 && <p className="text-muted text-sm">{t("notes.none")}</p>}
        <ul className="list-disc space-y-1 pl-5 text-sm">
          {findings.map(({ text }, index) => (
            // Notes are added, never moved, and two may say the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index} className="wrap-anywhere">
              <VisibleText text={text} />
            </li>
          ))}
        </ul>
      </Disclosure>
      <Disclosure label={t("plan.approved")} buttonClassName="text-sm" panelClassName="pt-2">
        <PlanSummary plan={plan} />
      </Disclosure>
    </div>
  );
}
