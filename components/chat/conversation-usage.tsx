"use client";

import { Gauge } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";

const UsageFigures = dynamic(async () => (await import("./usage-figures.tsx")).UsageFigures);

/** "Usage": what the conversation has used, and what its person may still use today. Counted when it is opened. */
export function ConversationUsage({ conversationId }: { conversationId: string }) {
  const t = useTranslations("models.conversation");
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label={t("label")}>
          <Gauge aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent side="top" aria-label={t("title")} className="w-72 p-4">
        <UsageFigures conversationId={conversationId} />
      </PopoverContent>
    </Popover>
  );
}
