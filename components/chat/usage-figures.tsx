"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useDuration } from "#components/models/use-duration.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { conversationUsageAction } from "#lib/chat/actions.ts";
import type { MyDay, UsageSum } from "#lib/models/types.ts";

type Figures = { conversation: UsageSum; today: MyDay };

/** The figures of one conversation and of its person's day. */
export function UsageFigures({ conversationId }: { conversationId: string }) {
  const t = useTranslations("models.conversation");
  const words = useTranslations("models.usage");
  const format = useFormatter();
  const duration = useDuration();
  const [figures, setFigures] = useState<Figures | "loading" | "failed">("loading");
  useEffect(() => {
    let isGone = false;
    const show = (next: Figures | "failed") => !isGone && setFigures(next);
    conversationUsageAction({ conversationId }).then(
      (answer) => show(answer.ok ? answer.value : "failed"),
      () => show("failed"),
    );
    return () => {
      isGone = true;
    };
  }, [conversationId]);
  if (figures === "loading")
    return (
      <p role="status" className="flex items-center gap-2 text-muted text-sm">
        <Spinner />
        {t("loading")}
      </p>
    );
  if (figures === "failed") return <p role="alert">{t("failed")}</p>;
  const { conversation: sum, today } = figures;
  const tokens = (count: number, { isEstimated }: { isEstimated: boolean } = sum) =>
    isEstimated && count > 0 ? words("about", { count: format.number(count) }) : format.number(count);
  const ofLimit = (used: string, limit: number | null) =>
    limit === null ? used : words("ofLimit", { used, limit: format.number(limit) });
  return (
    <div className="space-y-3 text-sm">
      <FigureList
        title={t("title")}
        figures={[
          [words("in"), tokens(sum.inputTokens)],
          [words("out"), tokens(sum.outputTokens)],
          [words("modelTime"), duration(sum.modelMs)],
          [words("toolCalls"), format.number(sum.toolCalls)],
          [words("toolTime"), duration(sum.toolMs)],
        ]}
      />
      <FigureList
        title={t("today")}
        figures={[
          [t("tokens"), ofLimit(tokens(today.tokens, today), today.limits.tokens)],
          [words("toolCalls"), ofLimit(format.number(today.toolCalls), today.limits.toolCalls)],
        ]}
      />
    </div>
  );
}

function FigureList({ title, figures }: { title: string; figures: [name: string, value: string][] }) {
  return (
    <section>
      <h2 className="font-medium text-sm">{title}</h2>
      <dl className="mt-1 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 tabular-nums">
        {figures.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
