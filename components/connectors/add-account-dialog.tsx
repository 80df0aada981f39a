"use client";

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
import { useConnect } from "./use-connect.tsx";

type AddAccountDialogProps = {
  connector: { id: string; name: string; canManage: boolean };
  /** The account that has no name yet: with a second one beside it, it needs one. */
  unnamed: ConnectionView | null;
  onClose: () => void;
};

/** One more account at a connector: names tell them apart wherever the person is asked. */
export function AddAccountDialog({ connector, unnamed, onClose }: AddAccountDialogProps) {
  const t = useTranslations("connections.accounts");
  const common = useTranslations("common");
  const [isNaming, startNaming] = useTransition();
  const { connect, pending, dialog } = useConnect({ connector, onConnected: onClose });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startNaming(async () => {
      const named = unnamed
        ? await orOffline(renameAccountAction({ connectionId: unnamed.id, name: String(form.get("first")) }))
        : ({ ok: true } as const);
      if (!named.ok) return toast.error(named.code === "offline" ? common("offline") : t("notRenamed"));
      connect({ name: String(form.get("name")) });
    });
  };
  return (
    <>
      <Dialog open onOpenChange={(open) => !open && onClose()}>
        <DialogContent title={t("addTitle", { name: connector.name })} closeLabel={common("close")} size="sm">
          <form onSubmit={submit} className="space-y-4">
            {unnamed && (
              <Field label={t("firstName")}>
                {(control) => <Input {...control} name="first" required maxLength={ACCOUNT_NAME_MAX} />}
              </Field>
            )}
            <Field label={t("newName")} hint={t("nameHint")}>
              {(control) => <Input {...control} name="name" required maxLength={ACCOUNT_NAME_MAX} />}
            </Field>
            <p className="text-muted text-sm">{t("otherSignIn")}</p>
            <DialogFooter>
              <Button onClick={onClose}>{common("cancel")}</Button>
              <Button type="submit" variant="primary" pending={pending || isNaming}>
                {t("connect")}
              </Button>
            </DialogFooter>
          </form>
        </DialogContent>
      </Dialog>
      {dialog}
    </>
  );
}
