"use client";

import { useLocale, useTranslations } from "next-intl";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { TraceView } from "#lib/traces/types.ts";
import { ConnectorTrace } from "./connector-trace.tsx";
import { TraceReportButton } from "./trace-report-button.tsx";
import { TraceTitle } from "./trace-title.tsx";

type EarlierTracesProps = { connector: { name: string; canManage: boolean }; traces: readonly TraceView[] };

/** Attempts before the last one, closed until one looks. */
export function EarlierTraces({ connector, traces }: EarlierTracesProps) {
  const t = useTranslations("traces");
  const locale = useLocale();
  return (
    <Disclosure label={t("earlierCount", { count: traces.length })} panelClassName="pt-2">
      <ul aria-label={t("earlier")} className="divide-y divide-line rounded-lg border border-line bg-surface shadow-sm">
        {traces.map((trace) => (
          <li key={trace.id} className="px-3 py-2">
            <Disclosure
              buttonClassName="w-full flex-wrap"
              panelClassName="space-y-2 pt-2 pl-5.5"
              label={
                <>
                  <TraceTitle trace={trace} />
                  <span className="ml-auto shrink-0 font-normal text-muted text-sm">
                    <RelativeTime at={trace.startedAt} locale={locale} />
                  </span>
                </>
              }
            >
              <ConnectorTrace steps={trace.steps} canManage={connector.canManage} />
              <TraceReportButton connector={connector} trace={trace} />
            </Disclosure>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
