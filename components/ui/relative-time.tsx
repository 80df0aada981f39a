"use client";

import { useEffect, useState } from "react";

const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const REFRESH_MS = 60_000;

/** "3 hours ago", "in 2 days", in the language given. */
function relative(date: Date, now: Date, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  return format.format(0, "second");
}

/** How long ago or ahead a moment is; the exact one on hover. `at` is ISO 8601 or a Date. */
export function RelativeTime({ at, locale, className }: { at: string | Date; locale: string; className?: string }) {
  const date = new Date(at);
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    // The server's clock and time zone are not the reader's.
    <time
      suppressHydrationWarning
      dateTime={date.toISOString()}
      title={date.toLocaleString(locale)}
      className={className}
    >
      {relative(date, now, locale)}
    </time>
  );
}
