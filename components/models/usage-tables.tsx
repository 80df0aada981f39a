"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { USAGE_DAYS } from "#lib/models/constants.ts";
import type { UsageDays } from "#lib/models/schema.ts";
import type { DailyLimits, OrgUsage, UsageSum } from "#lib/models/types.ts";
import { cn } from "#lib/platform/cn.ts";
import { useDuration } from "./use-duration.ts";

type UsageTablesProps = { usage: OrgUsage; days: UsageDays; limits: DailyLimits };

/** What the organization has used: all together, by person and by model, for a period one chooses. */
export function UsageTables({ usage, days, limits }: UsageTablesProps) {
  const t = useTranslations("models.usage");
  const nothing = usage.total.answers === 0 && usage.total.toolCalls === 0;
  return (
    <div className="space-y-5">
      <nav aria-label={t("period")} className="flex flex-wrap gap-1">
        {USAGE_DAYS.map((each) => (
          <Link
            key={each}
            href={`?days=${each}`}
            scroll={false}
            aria-current={each === days ? "page" : undefined}
            className={cn(
              "rounded-md px-2.5 py-1 font-medium text-sm hover:bg-hover hover:no-underline",
              each === days ? "bg-accent-tint text-accent-text" : "text-muted",
            )}
          >
            {t(`days.${each}`)}
          </Link>
        ))}
      </nav>
      {nothing ? (
        <EmptyState title={t("none")} />
      ) : (
        <>
          <UsageTable
            caption={t("byPerson")}
            subject={t("person")}
            rows={usage.people.map((row) => ({ ...row, key: row.userId, name: row.name || t("formerPerson") }))}
            total={usage.total}
            limits={days === 1 ? limits : null}
            counts="toolCalls"
          />
          {usage.models.length > 0 && (
            <UsageTable
              caption={t("byModel")}
              subject={t("model")}
              rows={usage.models.map((row) => ({ ...row, key: row.label, name: row.label }))}
              total={null}
              limits={null}
              counts="answers"
            />
          )}
        </>
      )}
    </div>
  );
}

type Row = UsageSum & { key: string; name: string };

type UsageTableProps = {
  caption: string;
  subject: string;
  rows: Row[];
  total: UsageSum | null;
  /** Of the day that is shown; null: of none. */
  limits: DailyLimits | null;
  /** Tool calls are a person's, answers a model's. */
  counts: "toolCalls" | "answers";
};

function UsageTable({ caption, subject, rows, total, limits, counts }: UsageTableProps) {
  const t = useTranslations("models.usage");
  const format = useFormatter();
  const duration = useDuration();
  const tokens = (count: number, isEstimated: boolean) =>
    isEstimated && count > 0 ? t("about", { count: format.number(count) }) : format.number(count);
  const cells = (sum: UsageSum) => (
    <>
      <Cell>{tokens(sum.inputTokens, sum.isEstimated)}</Cell>
      <Cell>{tokens(sum.outputTokens, sum.isEstimated)}</Cell>
      <Cell>{format.number(sum[counts])}</Cell>
      <Cell>{duration(counts === "toolCalls" ? sum.modelMs + sum.toolMs : sum.modelMs)}</Cell>
    </>
  );
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface shadow-sm"
    >
      <table className="w-full text-sm tabular-nums">
        <caption className="px-4 pt-3 pb-1 text-left font-medium text-base">{caption}</caption>
        <thead className="text-muted">
          <tr className="border-line border-b">
            <th scope="col" className="px-4 py-2 text-left font-medium">
              {subject}
            </th>
            <Head>{t("in")}</Head>
            <Head>{t("out")}</Head>
            <Head>{t(counts)}</Head>
            <Head>{t("time")}</Head>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className="min-w-40 px-4 py-2 text-left font-normal">
                <span className="wrap-break-word">{row.name}</span>
                {limits && <Shares sum={row} limits={limits} />}
              </th>
              {cells(row)}
            </tr>
          ))}
        </tbody>
        {total && rows.length > 1 && (
          <tfoot className="border-line border-t font-medium">
            <tr>
              <th scope="row" className="px-4 py-2 text-left font-medium">
                {t("total")}
              </th>
              {cells(total)}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

/** How much of their limits somebody has used today. */
function Shares({ sum, limits }: { sum: UsageSum; limits: DailyLimits }) {
  const t = useTranslations("models.usage");
  const format = useFormatter();
  const shares = [
    { used: sum.inputTokens + sum.outputTokens, limit: limits.tokens, words: "tokensOfLimit" },
    { used: sum.toolCalls, limit: limits.toolCalls, words: "toolCallsOfLimit" },
  ] as const;
  return shares.map(
    ({ used, limit, words }) =>
      limit !== null && (
        <span key={words} className={cn("block text-xs", used >= limit ? "font-medium text-danger" : "text-muted")}>
          {t(words, { used: format.number(used), limit: format.number(limit) })}
        </span>
      ),
  );
}

function Head({ children }: { children: ReactNode }) {
  return (
    <th scope="col" className="whitespace-nowrap px-3 py-2 text-right font-medium last:pr-4">
      {children}
    </th>
  );
}

function Cell({ children }: { children: ReactNode }) {
  return <td className="whitespace-nowrap px-3 py-2 text-right align-top last:pr-4">{children}</td>;
}
