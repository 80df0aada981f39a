"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { TONES } from "#components/ui/tone.ts";
import type { Finding } from "#lib/inspection/types.ts";
import { cn } from "#lib/platform/cn.ts";
import { FindingList } from "./finding-list.tsx";

/** The mark of something in which the checks found what matters, and on request what that is. Without it, nothing. */
export function Suspicious({ name, findings }: { name: string; findings: readonly Finding[] }) {
  const t = useTranslations("inspection");
  if (!findings.some(({ severity }) => severity === "high")) return null;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t("suspiciousLabel", { name })}
          className={cn(
            "inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-xs hover:underline [&_svg]:size-3",
            TONES.warning,
          )}
        >
          <TriangleAlert aria-hidden />
          {t("suspicious")}
        </button>
      </PopoverTrigger>
      <PopoverContent
        aria-label={t("suspiciousLabel", { name })}
        className="relative max-h-96 space-y-2 overflow-auto p-3 text-sm"
      >
        <p className="text-muted">{t("found")}</p>
        <FindingList findings={findings} />
      </PopoverContent>
    </Popover>
  );
}
