"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { useProblemText } from "#components/auth/problem.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import { removeMemberAction } from "#lib/orgs/actions.ts";
import type { Member } from "#lib/orgs/types.ts";

type RemoveDialogProps = { member: Member; organization: string; onClose: () => void };

/** Asks before somebody is taken out, and says what they lose. */
export function RemoveDialog({ member, organization, onClose }: RemoveDialogProps) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const problem = useProblemText();
  const [pending, startTransition] = useTransition();
  const { name } = member;
  const remove = () =>
    startTransition(async () => {
      const removed = await orOffline(removeMemberAction({ userId: member.userId }));
      if (removed.ok) toast.success(t("removed", { name }));
      else toast.error(problem(removed.code, removed.id));
      if (removed.ok || removed.code !== "offline") onClose();
    });
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("removeTitle", { name })}
      description={t("removeDescription", { name, organization })}
      cancelLabel={common("cancel")}
      confirmLabel={t("remove")}
      pending={pending}
      onConfirm={remove}
    />
  );
}
