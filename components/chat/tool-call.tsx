"use client";

import { Ban, CircleCheck, CircleDashed, CircleHelp, CircleX, Clock } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { labelOf } from "#lib/tool-calls/labels.ts";
import type { ToolCallState, ToolCallView } from "#lib/tool-calls/types.ts";
import { Approval } from "./approval/approval.tsx";
import { CallProgress } from "./call-progress.tsx";
import { ElapsedTime } from "./elapsed-time.tsx";
import { SignInAgain } from "./sign-in-again.tsx";
import { VisibleText } from "./visible-text.tsx";

const ICONS: Record<ToolCallState, ReactNode> = {
  proposed: <CircleDashed aria-hidden className="text-muted" />,
  awaiting_approval: <Clock aria-hidden className="text-warning" />,
  awaiting_connection: <Clock aria-hidden className="text-warning" />,
  awaiting_input: <Clock aria-hidden className="text-warning" />,
  approved: <Spinner className="text-muted" />,
  dispatched: <Spinner className="text-muted" />,
  succeeded: <CircleCheck aria-hidden className="text-success" />,
  failed: <CircleX aria-hidden className="text-danger" />,
  denied: <Ban aria-hidden className="text-muted" />,
  expired: <Ban aria-hidden className="text-muted" />,
  cancelled: <Ban aria-hidden className="text-muted" />,
  outcome_unknown: <CircleHelp aria-hidden className="text-warning" />,
};

// Waited for in its own place: without one, what is around the call would be taken away meanwhile, the keyboard with it.
const CallDetails = dynamic(async () => (await import("./call-details.tsx")).CallDetails, {
  loading: () => <Spinner className="m-3" />,
});
const Question = dynamic(async () => (await import("./question.tsx")).Question);
const ConnectionCard = dynamic(async () => (await import("./connection-card.tsx")).ConnectionCard);

/** A call: what was asked of which tool, how it stands, and what came back. While it waits, the question stands below. */
export function ToolCall({ call, canManage }: { call: ToolCallView; canManage: boolean }) {
  const words = useTranslations("toolCalls");
  const inspection = useTranslations("inspection");
  const isAsking = call.questions.some(({ state }) => state === "pending");
  const isRunning = call.state === "dispatched" && !isAsking;
  return (
    <div className="space-y-2">
      <Disclosure
        className="rounded-lg border border-line bg-surface"
        panelClassName=""
        buttonClassName="w-full px-3 py-2 [&_svg]:size-4 [&_svg]:shrink-0"
        label={
          <>
            {ICONS[isAsking ? "awaiting_input" : call.state]}
            <span className="min-w-0 flex-1 truncate">
              <span className="font-mono text-sm">
                <VisibleText text={call.tool.name} />
              </span>
              <span className="text-muted"> · {words(labelOf(call))}</span>
            </span>
            {call.findings.some(({ severity }) => severity === "high") && (
              <Badge tone="warning">{inspection("suspicious")}</Badge>
            )}
            {isRunning && call.dispatchedAt && <ElapsedTime since={call.dispatchedAt} />}
            <span aria-hidden className="shrink-0 font-normal text-muted text-sm max-sm:hidden">
              {call.connector.name}
            </span>
          </>
        }
      >
        <CallDetails call={call} />
      </Disclosure>
      {call.approval && <Approval key={call.approval.id} call={call} approval={call.approval} />}
      {call.state === "dispatched" && <CallProgress call={call} />}
      {call.questions
        .filter((question) => question.state === "pending")
        .map((question) => (
          <Question key={question.id} call={call} question={question} />
        ))}
      <SignInAgain call={call} canManage={canManage} />
      {call.connectionNeed && <ConnectionCard call={call} need={call.connectionNeed} canManage={canManage} />}
    </div>
  );
}
