"use client";

import { useFormatter } from "next-intl";
import { useEffect, useState } from "react";

/** How long something has been running, counting on. Only for the eye: its state is in words elsewhere. */
export function ElapsedTime({ since }: { since: string }) {
  const format = useFormatter();
  const [seconds, setSeconds] = useState<number>();
  useEffect(() => {
    const begun = Date.parse(since);
    const tick = () => setSeconds(Math.max(0, Math.floor((Date.now() - begun) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [since]);
  if (seconds === undefined) return null;
  return (
    <span aria-hidden className="shrink-0 font-normal text-muted text-sm tabular-nums">
      {format.number(seconds, { style: "unit", unit: "second", unitDisplay: "short" })}
    </span>
  );
}
