"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { SHORTCUTS } from "./use-shortcuts.ts";

/** Which keys answer, and when. */
export function ShortcutHint() {
  const t = useTranslations("approvals.keyboard");
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label={t("label")} className="max-sm:hidden">
          <Keyboard aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent aria-label={t("label")} className="w-72 space-y-3 p-3">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1.5 text-sm">
          {Object.entries(SHORTCUTS).map(([action, key]) => (
            <div key={action} className="contents">
              <dt>
                <kbd className="inline-block min-w-6 rounded-sm border border-line bg-sunken px-1.5 text-center font-mono text-xs">
                  {key.toUpperCase()}
                </kbd>
              </dt>
              <dd>{t(action as keyof typeof SHORTCUTS)}</dd>
            </div>
          ))}
        </dl>
        <p className="text-muted text-sm">{t("when")}</p>
      </PopoverContent>
    </Popover>
  );
}
