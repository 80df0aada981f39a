"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NAME_MAX, URL_MAX } from "#lib/connectors/constants.ts";
import type { EditableConnector } from "#lib/connectors/types.ts";
import { AdvancedSettings } from "./advanced-settings.tsx";
import { EditImpact } from "./edit-impact.tsx";
import { reveal, useFirstProblem } from "./reveal.ts";
import { draftOf, type SettingsDraft } from "./settings-draft.ts";
import { useEdit } from "./use-edit.ts";

/** The form of the edit dialog. Saving shows first who would have to connect again, if anybody. */
export function EditConnectorForm({ connector, onClose }: { connector: EditableConnector; onClose: () => void }) {
  const t = useTranslations("connectors");
  const words = useTranslations("connectorSettings.edit");
  const [name, setName] = useState(connector.name);
  const [url, setUrl] = useState(connector.url);
  const [draft, setDraft] = useState(() => draftOf(connector));
  const { save, reconsider, pending, preview, isStale, problems, draftProblems } = useEdit(connector, onClose);
  const form = useFirstProblem(draftProblems);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({ name, url, draft });
  };
  const change = (changed: Partial<SettingsDraft>) => {
    setDraft((current) => ({ ...current, ...changed }));
    reconsider();
  };
  const isSet =
    connector.authentication !== "automatic" ||
    connector.client !== null ||
    connector.oauth.omitResource ||
    connector.oauth.pkceNotAdvertised ||
    connector.oauth.scopes !== null ||
    Object.keys(connector.oauth.extraParameters).length > 0;
  return (
    <form ref={form} onSubmit={submit} className="space-y-4" noValidate>
      <Field label={t("fields.name")} error={problems.name}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={NAME_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("fields.url")} error={problems.url}>
        {(control) => (
          <Input
            {...control}
            type="url"
            value={url}
            maxLength={URL_MAX}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setUrl(event.target.value);
              reconsider();
            }}
          />
        )}
      </Field>
      <AdvancedSettings
        draft={draft}
        onChange={change}
        problems={draftProblems}
        callback={connector}
        storedClient={connector.client}
        defaultOpen={isSet}
      />
      {problems.form && (
        <Callout tone="danger" role="alert">
          {problems.form}
        </Callout>
      )}
      {preview && (
        <div ref={reveal}>
          <EditImpact preview={preview} isStale={isStale} />
        </div>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant={preview ? "danger" : "primary"} pending={pending}>
          {preview ? words("saveAnyway") : t("editDialog.save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
