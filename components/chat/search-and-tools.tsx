"use client";

import { SlidersHorizontal } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import type { ConversationTools } from "./use-connectors.ts";

const ToolMenu = dynamic(() => import("./tool-menu.tsx").then(({ ToolMenu }) => ToolMenu));

type SearchAndToolsProps = {
  tools: ConversationTools;
  /** Whether the person may change connectors. */
  canManage: boolean;
};

/** The button to every tool of every connector, each a switch for this conversation. */
export function SearchAndTools({ tools, canManage }: SearchAndToolsProps) {
  const t = useTranslations("chat.tools");
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) void tools.refresh();
  };
  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverTrigger asChild>
        <Button variant="ghost" className="text-muted" aria-label={t("label")}>
          <SlidersHorizontal aria-hidden />
          <span className="max-sm:hidden">{t("label")}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent
        side="top"
        aria-label={t("label")}
        className="flex max-h-[min(32rem,var(--radix-popper-available-height))] w-104 flex-col overflow-hidden"
      >
        <ToolMenu tools={tools} canManage={canManage} />
      </PopoverContent>
    </Popover>
  );
}
