"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ConversationPage, ConversationSummary } from "#lib/chat/types.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { useConversations } from "./use-conversations.ts";

const RenameDialog = dynamic(async () => (await import("./rename-dialog.tsx")).RenameDialog);
const DeleteDialog = dynamic(async () => (await import("./delete-dialog.tsx")).DeleteDialog);

type Asked = { to: "rename" | "delete"; conversation: ConversationSummary };

/** One's conversations, latest first, with a search over their titles. */
export function ConversationList({ initial }: { initial: ConversationPage }) {
  const t = useTranslations("shell");
  const { search, setSearch, searching, failed, conversations, loadMore } = useConversations(initial);
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="relative">
        <Search aria-hidden className="absolute top-2 left-2 size-4 text-muted" />
        <input
          type="search"
          aria-label={t("searchConversations")}
          placeholder={t("searchConversations")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="h-8 w-full rounded-md border border-transparent bg-transparent pr-2 pl-8 text-base transition-colors hover:bg-hover focus:border-edge focus:bg-surface"
        />
      </div>
      <div aria-busy={searching} className="-mx-1 min-h-0 flex-1 overflow-y-auto overscroll-contain px-1 pb-1">
        {conversations.length > 0 ? (
          <ul aria-label={t("conversations")} className="space-y-0.5">
            {conversations.map((conversation) => (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                onRename={() => setAsked({ to: "rename", conversation })}
                onDelete={() => setAsked({ to: "delete", conversation })}
              />
            ))}
          </ul>
        ) : (
          <p role="status" className="px-2 py-1 text-muted text-sm">
            {!searching && t(failed ? "failed" : search.trim() ? "noConversationsFound" : "noConversations")}
          </p>
        )}
        {loadMore && (
          <Button
            variant="ghost"
            size="sm"
            className="mt-1"
            onClick={() => void loadMore().catch(() => toast.error(t("failed")))}
          >
            {t("showMore")}
          </Button>
        )}
      </div>
      {asked?.to === "rename" && <RenameDialog conversation={asked.conversation} onClose={close} />}
      {asked?.to === "delete" && <DeleteDialog conversation={asked.conversation} onClose={close} />}
    </div>
  );
}
