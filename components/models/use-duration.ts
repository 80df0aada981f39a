"use client";

import { useFormatter } from "next-intl";

const STEPS = [
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** A duration in its largest fitting unit, e.g. "3.4 min". */
export function useDuration(): (ms: number) => string {
  const format = useFormatter();
  return (ms) => {
    const { unit, ms: each } = STEPS.find((step) => ms >= step.ms) ?? STEPS[2];
    return format.number(ms / each, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 });
  };
}
