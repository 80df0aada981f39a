"use client";

import { Ellipsis, FileDown, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { ConversationSummary } from "#lib/chat/types.ts";
import { NavLink } from "./nav-link.tsx";

type ConversationRowProps = { conversation: ConversationSummary; onRename: () => void; onDelete: () => void };

/** A conversation in the list: the link, and on hover or focus what else can be done. */
export function ConversationRow({ conversation, onRename, onDelete }: ConversationRowProps) {
  const t = useTranslations("shell");
  const title = conversation.title || t("untitled");
  return (
    <li className="group relative">
      <NavLink href={`/chat/${conversation.id}`} prefetch={false} className="pr-8">
        <span className="truncate">{title}</span>
      </NavLink>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton
            label={t("conversationOptions", { title })}
            size="sm"
            className="absolute top-0.5 right-0.5 opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          <DropdownMenuItem onSelect={onRename}>
            <Pencil aria-hidden />
            {t("rename")}
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <a href={`/api/conversations/${conversation.id}/export`} download>
              <FileDown aria-hidden />
              {t("exportMarkdown")}
            </a>
          </DropdownMenuItem>
          <DropdownMenuItem danger onSelect={onDelete}>
            <Trash2 aria-hidden />
            {t("delete")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </li>
  );
}
