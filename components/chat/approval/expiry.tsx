"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cn } from "#lib/platform/cn.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type ExpiryProps = { at: string; onOver: () => void; className?: string };

/** How long one has left to answer: in hours, and counting down under an hour. */
export function Expiry({ at, onOver, className }: ExpiryProps) {
  const t = useTranslations("approvals.card");
  const format = useFormatter();
  const [left, setLeft] = useState(() => remaining(at));
  useEffect(() => {
    if (left <= 0) return onOver();
    const timer = setTimeout(() => setLeft(remaining(at)), left > HOUR ? MINUTE : 1_000);
    return () => clearTimeout(timer);
  }, [at, left, onOver]);
  if (left <= 0) return null;
  const [amount, unit] =
    left >= HOUR
      ? ([Math.floor(left / HOUR), "hour"] as const)
      : left >= MINUTE
        ? ([Math.floor(left / MINUTE), "minute"] as const)
        : ([Math.ceil(left / 1_000), "second"] as const);
  return (
    // The server's clock is not the reader's.
    <time
      suppressHydrationWarning
      dateTime={at}
      className={cn("whitespace-nowrap text-muted text-xs tabular-nums", className)}
    >
      {t("expiresIn", { time: format.number(amount, { style: "unit", unit, unitDisplay: "short" }) })}
    </time>
  );
}

function remaining(at: string): number {
  return Date.parse(at) - Date.now();
}
