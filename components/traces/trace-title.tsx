"use client";

import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { TraceView } from "#lib/traces/types.ts";

const TONES = { ok: "success", failed: "danger", pending: "info", given_up: "warning" } as const;

/** What an attempt was for, how it ended, and whose it was where that is somebody else. */
export function TraceTitle({ trace: { kind, outcome, person } }: { trace: TraceView }) {
  const t = useTranslations("traces");
  return (
    <>
      <span className="font-medium">{t(`kinds.${kind}`)}</span>
      <Badge tone={TONES[outcome]}>{t(`outcomes.${outcome}`)}</Badge>
      {person && <span className="wrap-anywhere font-normal text-muted text-sm">{t("by", { person })}</span>}
    </>
  );
}
