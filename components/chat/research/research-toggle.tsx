"use client";

import { Telescope } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { cn } from "#lib/platform/cn.ts";

type ResearchToggleProps = {
  /** Tools that a plan could name as things stand. */
  readTools: number;
  on: boolean;
  onChange: (on: boolean) => void;
  /** Whether the person may classify tools. */
  canManage: boolean;
};

/** Makes the next message a question to investigate. Where that cannot work, it says why and what helps. */
export function ResearchToggle({ readTools, on, onChange, canManage }: ResearchToggleProps) {
  const t = useTranslations("research.toggle");
  const content = (
    <>
      <Telescope aria-hidden />
      <span className="max-sm:hidden">{t("label")}</span>
    </>
  );
  if (readTools > 0)
    return (
      <Button
        variant="ghost"
        aria-label={t("label")}
        aria-pressed={on}
        onClick={() => onChange(!on)}
        className={cn(
          on ? "bg-accent-tint text-accent-text enabled:not-aria-disabled:hover:bg-accent-tint" : "text-muted",
        )}
      >
        {content}
      </Button>
    );
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" aria-label={t("label")} className="text-muted">
          {content}
        </Button>
      </PopoverTrigger>
      <PopoverContent side="top" aria-label={t("unavailable")} className="w-80 space-y-2 p-3">
        <p className="font-medium">{t("unavailable")}</p>
        <p className="text-muted text-sm">{t("noReadTools")}</p>
        <p className="text-muted text-sm">{t(canManage ? "ownerHelp" : "memberHelp")}</p>
        {canManage && (
          <Link href="/admin-settings/connectors" className={buttonClass("secondary", "sm")}>
            {t("toConnectors")}
          </Link>
        )}
      </PopoverContent>
    </Popover>
  );
}
