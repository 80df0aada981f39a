"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { CLIENT_ID_MAX, CLIENT_SECRET_MAX } from "#lib/connectors/constants.ts";

type Client = { clientId: string; clientSecret: string };
type ClientFieldsProps = {
  value: Client;
  onChange: (value: Client) => void;
  callbackUrl: string | null;
  problems: { clientId?: string; clientSecret?: string };
};

/** "Advanced settings": the owner's own OAuth client, and the callback URL to register it with. */
export function ClientFields({ value, onChange, callbackUrl, problems }: ClientFieldsProps) {
  const t = useTranslations("connectors.fields");
  return (
    <Disclosure label={t("advanced")} keepMounted>
      <div className="space-y-4">
        <p className="text-muted text-sm">{t("clientHint")}</p>
        <Field label={t("clientId")} error={problems.clientId}>
          {(control) => (
            <Input
              {...control}
              value={value.clientId}
              maxLength={CLIENT_ID_MAX}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ ...value, clientId: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("clientSecret")} error={problems.clientSecret}>
          {(control) => (
            <Input
              {...control}
              type="password"
              value={value.clientSecret}
              maxLength={CLIENT_SECRET_MAX}
              autoComplete="new-password"
              onChange={(event) => onChange({ ...value, clientSecret: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("callbackUrl")}>
          {(control) => (
            <div className="flex items-center gap-2">
              <Input {...control} readOnly value={callbackUrl ?? ""} onFocus={(event) => event.target.select()} />
              <CopyButton text={callbackUrl ?? ""} label={t("copyCallback")} copiedLabel={t("copied")} />
            </div>
          )}
        </Field>
      </div>
    </Disclosure>
  );
}
