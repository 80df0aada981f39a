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
import { renameAccountAction } from "#lib/connections/actions.ts";
import { ACCOUNT_NAME_MAX } from "#lib/connections/constants.ts";
import type { ConnectionView } from "#lib/connections/types.ts";

/** Gives one of a person's accounts the name it has on approvals and in the chat. */
export function RenameAccountDialog({ account, onClose }: { account: ConnectionView; onClose: () => void }) {
  const t = useTranslations("connections.accounts");
  const common = useTranslations("common");
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    startTransition(async () => {
      const renamed = await orOffline(renameAccountAction({ connectionId: account.id, name }));
      if (!renamed.ok) return toast.error(renamed.code === "offline" ? common("offline") : t("notRenamed"));
      router.refresh();
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("renameTitle")} closeLabel={common("close")} size="sm">
        <form onSubmit={submit}>
          <Field label={t("name")} hint={t("nameHint")}>
            {(control) => (
              <Input
                {...control}
                name="name"
                required
                maxLength={ACCOUNT_NAME_MAX}
                defaultValue={account.accountName ?? ""}
              />
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
