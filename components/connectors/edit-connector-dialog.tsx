"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.tsx";
import { editConnectorAction, previewEditAction } from "#lib/connectors/actions.ts";
import { NAME_MAX, URL_MAX } from "#lib/connectors/constants.ts";
import { fieldOf, useConnectorProblem } from "./use-connector-problem.ts";

type EditConnectorDialogProps = { connector: { id: string; name: string; url: string | null }; onClose: () => void };
type Problems = { name?: string; url?: string; form?: string };

/** Renames a connector, or moves it to another address, which says first what that ends. */
export function EditConnectorDialog({ connector, onClose }: EditConnectorDialogProps) {
  const t = useTranslations("connectors");
  const problemText = useConnectorProblem();
  const router = useRouter();
  const [name, setName] = useState(connector.name);
  const [url, setUrl] = useState(connector.url ?? "");
  const [problems, setProblems] = useState<Problems>({});
  const [pending, startTransition] = useTransition();
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    startTransition(async () => {
      const edit = { connectorId: connector.id, name, url };
      const preview = await previewEditAction(edit);
      const shown = preview.ok && {
        updatedAt: preview.value.updatedAt,
        kept: preview.value.kept,
        ended: preview.value.ended.reduce((sum, { people }) => sum + people, 0),
      };
      const edited = shown ? await editConnectorAction({ edit, shown }) : preview;
      if (!edited.ok || !("connectionsEnded" in edited.value)) {
        if (edited.ok) return;
        const byField = Object.entries(edited.fields ?? {}).map(([field, code]) => [field, problemText(code)]);
        const ofForm = { [fieldOf(edited.code)]: problemText(edited.code) };
        return setProblems(byField.length > 0 ? Object.fromEntries(byField) : ofForm);
      }
      const count = edited.value.connectionsEnded;
      toast.success(count > 0 ? t("editDialog.savedEnded", { name, count }) : t("editDialog.saved", { name }));
      onClose();
      router.refresh();
    });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={t("editDialog.title", { name: connector.name })}
        description={t("editDialog.description")}
        closeLabel={t("close")}
      >
        <form onSubmit={save} className="space-y-4" noValidate>
          <Field label={t("fields.name")} error={problems.name}>
            {(control) => (
              <Input {...control} value={name} maxLength={NAME_MAX} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <Field label={t("fields.url")} error={problems.url}>
            {(control) => (
              <Input
                {...control}
                type="url"
                value={url}
                maxLength={URL_MAX}
                spellCheck={false}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
          {url.trim() !== connector.url && (
            <Callout tone="warning" role="status">
              {t("editDialog.urlWarning")}
            </Callout>
          )}
          {problems.form && (
            <Callout tone="danger" role="alert">
              {problems.form}
            </Callout>
          )}
          <DialogFooter>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t("editDialog.save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
