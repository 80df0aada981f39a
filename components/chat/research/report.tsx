"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { linkCitations } from "#lib/research/labels.ts";
import type { Report as Written } from "#lib/research/types.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { Markdown } from "../markdown.tsx";
import { ToolCall } from "../tool-call.tsx";
import { VisibleText } from "../visible-text.tsx";
import { CitationsContext } from "./citation.tsx";

type ReportProps = { report: Written; calls: ReadonlyMap<string, ToolCallView>; canManage: boolean };

/** What an investigation came to, each statement leading to the call it rests on. */
export function Report({ report, calls, canManage }: ReportProps) {
  const t = useTranslations("research.report");
  const common = useTranslations("common");
  const locale = useLocale();
  const id = useId();
  const sourceId = (n: number) => `${id}-source-${n}`;
  const { text, sources, removed, endedBy } = report;
  return (
    <section aria-label={t("label")} className="space-y-4">
      {endedBy && <Callout tone="warning">{t(`endedBy.${endedBy}`)}</Callout>}
      <CitationsContext value={sourceId}>
        <Markdown text={linkCitations(text, sources.length)} />
      </CitationsContext>
      <div className="-ml-1.5 flex items-center gap-2">
        <CopyButton text={text} label={t("copy")} copiedLabel={common("copied")} failedLabel={common("notCopied")} />
      </div>
      {removed > 0 && <p className="text-muted text-sm">{t("removed", { count: removed })}</p>}
      {sources.length === 0 ? (
        <p className="text-muted text-sm">{t("uncited")}</p>
      ) : (
        <div className="space-y-2">
          <h3 className="font-medium text-sm">{t("sources")}</h3>
          <ol className="space-y-2">
            {sources.map(({ n, toolCallId, connector, account, at }) => {
              const call = calls.get(toolCallId);
              return (
                <li key={n} id={sourceId(n)} className="scroll-my-4 space-y-1">
                  <p className="wrap-anywhere flex gap-2 text-muted text-sm">
                    <span className="min-w-6 font-medium text-text tabular-nums">[{n}]</span>
                    <span suppressHydrationWarning>
                      <VisibleText
                        text={t("source", {
                          connector,
                          account: account ?? t("yourAccount"),
                          time: new Date(at).toLocaleString(locale),
                        })}
                      />
                    </span>
                  </p>
                  {call && <ToolCall call={call} canManage={canManage} />}
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </section>
  );
}
