"use client";

import { useTranslations } from "next-intl";
import type { ExchangeEvidence, TraceStep } from "#lib/traces/types.ts";
import { useTraceWords } from "./use-trace-words.ts";

/** What was seen during a step. Texts of servers and providers stand as quotations, never as ours. */
export function StepEvidence({ evidence, canManage }: { evidence: TraceStep["evidence"]; canManage: boolean }) {
  const t = useTranslations("traces");
  const words = useTraceWords(canManage);
  const { exchanges, ...facts } = evidence;
  return (
    <div className="space-y-2 text-sm">
      {Object.keys(facts).length > 0 && (
        <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-0.5">
          {Object.entries(facts).map(([field, value]) => (
            <div key={field} className="contents">
              <dt className="text-muted">{words.fieldName(field)}</dt>
              <dd className="wrap-anywhere font-mono">{Array.isArray(value) ? null : words.fieldValue(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {Array.isArray(exchanges) && (
        <div className="space-y-0.5">
          <p className="text-muted">{t("requests")}</p>
          <ul className="space-y-0.5 font-mono">
            {exchanges.map((exchange, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a trace does not change
              <li key={index} className="wrap-anywhere">
                {exchange.url} → <Answer exchange={exchange} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Answer({ exchange: { status, contentType, failure } }: { exchange: ExchangeEvidence }) {
  const t = useTranslations("traces");
  if (failure) return <span className="text-danger">{t("noAnswer", { reason: failure })}</span>;
  return (
    <span className={status !== undefined && status >= 400 ? "text-warning" : "text-muted"}>
      {[status, contentType].filter(Boolean).join(" ")}
    </span>
  );
}
