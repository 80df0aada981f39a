"use client";

import { FileText, MessageSquareText, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { AttachmentChip } from "#lib/chat/types.ts";
import { VisibleText } from "./visible-text.tsx";

type AttachmentChipsProps = { chips: AttachmentChip[]; onRemove: (chip: AttachmentChip) => void };

/** What goes along with the next message, each with a way to leave it out. */
export function AttachmentChips({ chips, onRemove }: AttachmentChipsProps) {
  const t = useTranslations("content");
  if (chips.length === 0) return null;
  return (
    <ul aria-label={t("attachments")} className="flex flex-wrap gap-1.5 px-3 pt-3">
      {chips.map((chip) => {
        const Icon = chip.kind === "prompt" ? MessageSquareText : FileText;
        return (
          <li
            key={chip.id}
            className="flex min-w-0 max-w-full items-center gap-2 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-2"
          >
            <Icon aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="min-w-0 max-w-56 truncate text-sm">
              <VisibleText text={chip.name} />
            </span>
            <span className="shrink-0 text-muted text-xs max-sm:hidden">
              {chip.connector.name} · {t("size", { size: Math.ceil(chip.bytes / 1024) })}
            </span>
            <IconButton size="sm" label={t("remove", { name: chip.name })} onClick={() => onRemove(chip)}>
              <X aria-hidden />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
