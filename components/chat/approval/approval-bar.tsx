"use client";

import { ChevronDown, ChevronUp, ShieldQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { cardOf, focusCard, focusedCard, neighbour } from "./queue.ts";
import { useInView } from "./use-in-view.ts";

/** How many calls wait, and the way from one to the next. One alone is said only while it is out of sight. */
export function ApprovalBar({ calls }: { calls: ToolCallView[] }) {
  const t = useTranslations("approvals.bar");
  const [first] = calls;
  const isFirstInView = useInView(first?.id ?? null, cardOf);
  if (!first || (calls.length === 1 && isFirstInView)) return null;
  const go = (step: 1 | -1) => {
    const here = focusedCard();
    const start = step === 1 ? first : calls.at(-1);
    const card = here ? neighbour(here, step) : start && cardOf(start.id);
    if (card) focusCard(card);
  };
  // A button takes the keyboard from the card when it is clicked; then it would always lead to the first one.
  const keepFocus = { onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault() };
  return (
    <div className="mb-2 flex animate-appear items-center gap-2 rounded-lg bg-warning-tint py-1 pr-1 pl-3">
      <ShieldQuestion aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 font-medium text-sm text-warning">{t("waiting", { count: calls.length })}</p>
      {calls.length > 1 && (
        <IconButton label={t("previous")} size="sm" {...keepFocus} onClick={() => go(-1)}>
          <ChevronUp aria-hidden />
        </IconButton>
      )}
      <IconButton label={calls.length > 1 ? t("next") : t("show")} size="sm" {...keepFocus} onClick={() => go(1)}>
        <ChevronDown aria-hidden />
      </IconButton>
    </div>
  );
}
