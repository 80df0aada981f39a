"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import { deleteConversationAction } from "#lib/chat/actions.ts";
import type { ConversationSummary } from "#lib/chat/types.ts";

/** Asks before a conversation goes for good. */
export function DeleteDialog({ conversation, onClose }: { conversation: ConversationSummary; onClose: () => void }) {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const router = useRouter();
  const pathname = usePathname();
  const [pending, startTransition] = useTransition();
  const remove = () =>
    startTransition(async () => {
      const result = await orOffline(deleteConversationAction({ conversationId: conversation.id }));
      if (!result.ok && result.code !== "not_found")
        return toast.error(result.code === "offline" ? common("offline") : t("failed"));
      toast.success(t("deleted"));
      if (pathname === `/chat/${conversation.id}`) router.push("/new");
      router.refresh();
      onClose();
    });
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("deleteTitle")}
      description={t("deleteDescription", { title: conversation.title || t("untitled") })}
      cancelLabel={common("cancel")}
      confirmLabel={t("delete")}
      pending={pending}
      onConfirm={remove}
    />
  );
}
