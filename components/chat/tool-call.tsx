"use client";

import { Ban, CircleCheck, CircleDashed, CircleHelp, CircleX, Clock } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { isOwnFailure } from "#lib/tool-calls/errors.ts";
import { labelOf } from "#lib/tool-calls/labels.ts";
import type { ToolCallFailure, ToolCallState, ToolCallView } from "#lib/tool-calls/types.ts";
import { CHECK_ANCHOR } from "#lib/traces/constants.ts";
import { Answered } from "./approval/answered.tsx";
import { Approval } from "./approval/approval.tsx";
import { Arguments } from "./arguments.tsx";
import { CallProgress } from "./call-progress.tsx";
import { ElapsedTime } from "./elapsed-time.tsx";
import type { ContentSource } from "./output/content-source.ts";
import { Question } from "./question.tsx";
import { SignInAgain } from "./sign-in-again.tsx";
import { ToolOutput } from "./tool-output.tsx";
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

const Withheld = dynamic(async () => (await import("./withheld.tsx")).Withheld);
const ConnectionCard = dynamic(async () => (await import("./connection-card.tsx")).ConnectionCard);

/** A call: what was asked of which tool, how it stands, and what came back. While it waits, the question stands below. */
export function ToolCall({ call, canManage }: { call: ToolCallView; canManage: boolean }) {
  const words = useTranslations("toolCalls");
  const inspection = useTranslations("inspection");
  return (
    <div className="space-y-2">
      <Disclosure
        className="rounded-lg border border-line bg-surface"
        panelClassName=""
        buttonClassName="w-full px-3 py-2 [&_svg]:size-4 [&_svg]:shrink-0"
        label={
          <>
            {ICONS[call.state]}
            <span className="min-w-0 flex-1 truncate">
              <span className="font-mono text-sm">
                <VisibleText text={call.tool.name} />
              </span>
              <span className="text-muted"> · {words(labelOf(call))}</span>
            </span>
            {call.findings.some(({ severity }) => severity === "high") && (
              <Badge tone="warning">{inspection("suspicious")}</Badge>
            )}
            {call.state === "dispatched" && call.dispatchedAt && <ElapsedTime since={call.dispatchedAt} />}
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

function CallDetails({ call }: { call: ToolCallView }) {
  const t = useTranslations("chat.call");
  const policy = useTranslations("policy");
  return (
    <div className="space-y-3 border-line border-t px-3 py-3">
      <p className="wrap-anywhere text-muted text-sm">
        {t("through", { connector: call.connector.name, account: call.account?.name ?? t("yourAccount") })}
        {call.rule && ` · ${policy(call.rule.code)}`}
      </p>
      <section className="space-y-1">
        <h3 className="text-muted text-sm">{t("input")}</h3>
        <Arguments value={call.arguments} />
      </section>
      <Answered call={call} />
      <section className="space-y-1">
        <h3 className="text-muted text-sm">{t("output")}</h3>
        {call.failure && !call.result?.isError && <Failure failure={call.failure} />}
        {call.failure && !isOwnFailure(call.failure.code) && <StepsLink connectorId={call.connector.id} />}
        {call.findings.length > 0 && <Withheld call={call} />}
        {call.result ? (
          <ToolOutput result={call.result} source={sourceOf(call)} />
        ) : (
          !call.failure && <p className="text-muted text-sm">{t("noOutput")}</p>
        )}
      </section>
    </div>
  );
}

/** To the step that failed, on the connector's own page. */
function StepsLink({ connectorId }: { connectorId: string }) {
  const t = useTranslations("chat.call");
  return (
    <p className="text-sm">
      <Link
        href={`/settings/connectors/${connectorId}#${CHECK_ANCHOR}`}
        className="font-medium text-accent-text underline-offset-4 hover:underline"
      >
        {t("seeSteps")}
      </Link>
    </p>
  );
}

/** Links in a result are opened through the account that the call was made by. */
function sourceOf({ connector, account, conversationId }: ToolCallView): ContentSource | null {
  return account && { connectorId: connector.id, connectionId: account.id, conversationId };
}

function Failure({ failure: { code, detail, retryAt } }: { failure: ToolCallFailure }) {
  const locale = useLocale();
  const t = useTranslations("chat.call");
  const own = useTranslations("toolCalls.failure");
  const mcp = useTranslations("mcp");
  return (
    <div className="space-y-1 text-sm">
      <p className="text-danger">{isOwnFailure(code) ? own(code) : mcp(code)}</p>
      {retryAt && (
        <p className="text-muted" suppressHydrationWarning>
          {t("retryAt", { time: new Date(retryAt).toLocaleTimeString(locale) })}
        </p>
      )}
      {detail && (
        <p className="wrap-anywhere text-muted">
          {t("serverSays")} <VisibleText text={detail} />
        </p>
      )}
    </div>
  );
}
