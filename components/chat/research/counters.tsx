"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Plan, ResearchView } from "#lib/research/types.ts";

type CountersProps = { research: ResearchView; plan: Plan; calls: number };

/** What it has taken of what it may take. The time counts on by itself. */
export function Counters({ research, plan, calls }: CountersProps) {
  const t = useTranslations("research.counters");
  const format = useFormatter();
  const seconds = useSeconds(research.startedAt, research.endedAt);
  const { caps } = plan;
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const rows = [
    { name: "calls", share: calls / caps.calls, words: t("calls", { used: calls, cap: caps.calls }) },
    { name: "minutes", share: seconds / 60 / caps.minutes, words: t("minutes", { used: time, cap: caps.minutes }) },
    {
      name: "tokens",
      share: research.tokens / caps.tokens,
      words: t("tokens", { used: research.tokens, cap: caps.tokens }),
    },
  ];
  return (
    <ul aria-label={t("label")} className="grid gap-x-4 gap-y-2 text-muted text-sm tabular-nums sm:grid-cols-3">
      {rows.map(({ name, share, words }) => (
        <li
          key={name}
          suppressHydrationWarning
          className="space-y-1"
          title={format.number(Math.min(1, share), { style: "percent" })}
        >
          <span suppressHydrationWarning>{words}</span>
          <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
            <span
              suppressHydrationWarning
              className="block h-full rounded-full bg-accent transition-[width] motion-reduce:transition-none"
              style={{ width: `${Math.round(Math.min(1, share) * 100)}%` }}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Seconds from one moment to another, or on and on while there is no other. */
function useSeconds(from: string | null, to: string | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (from === null || to !== null) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [from, to]);
  if (from === null) return 0;
  return Math.max(0, Math.floor(((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1_000));
}
