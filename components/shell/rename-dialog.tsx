"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.tsx";
import { renameConversationAction } from "#lib/chat/actions.ts";
import { TITLE_MAX_CHARS } from "#lib/chat/constants.ts";
import type { ConversationSummary } from "#lib/chat/types.ts";

/** Gives a conversation another title. */
export function RenameDialog({ conversation, onClose }: { conversation: ConversationSummary; onClose: () => void }) {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title"));
    startTransition(async () => {
      const result = await orOffline(renameConversationAction({ conversationId: conversation.id, title }));
      if (!result.ok) return toast.error(result.code === "offline" ? common("offline") : t("failed"));
      router.refresh();
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("renameTitle")} closeLabel={common("close")} size="sm">
        <form onSubmit={submit}>
          <Field label={t("renameLabel")}>
            {(control) => (
              <Input {...control} name="title" required maxLength={TITLE_MAX_CHARS} defaultValue={conversation.title} />
            )}
          </Field>
          <DialogFooter>
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {common("save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
