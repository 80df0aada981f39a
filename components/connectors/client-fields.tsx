"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { CLIENT_ID_MAX, CLIENT_SECRET_MAX } from "#lib/connectors/constants.ts";
import { type CallbackFacts, CallbackField } from "./callback-field.tsx";
import type { SettingsDraft } from "./settings-draft.ts";

type Client = Pick<SettingsDraft, "clientId" | "clientSecret" | "isSecretRemoved">;
type ClientFieldsProps = {
  value: Client;
  onChange: (value: Partial<Client>) => void;
  /** The client that is entered already, when there is one. */
  stored: { clientId: string; hasSecret: boolean } | null;
  callback: CallbackFacts | null;
  problems: { clientId?: string | undefined; clientSecret?: string | undefined };
};

/** The owner's own OAuth client, and the callback URL to register it with. */
export function ClientFields({ value, onChange, stored, callback, problems }: ClientFieldsProps) {
  const t = useTranslations("connectors.fields");
  const isSame = stored?.hasSecret === true && value.clientId.trim() === stored.clientId;
  return (
    <>
      <p className="text-muted text-sm">{t("clientHint")}</p>
      <Field label={t("clientId")} error={problems.clientId}>
        {(control) => (
          <Input
            {...control}
            value={value.clientId}
            maxLength={CLIENT_ID_MAX}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ clientId: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t("clientSecret")}
        error={problems.clientSecret}
        hint={stored?.hasSecret && <SecretHint {...{ value, onChange, isSame }} />}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            value={value.clientSecret}
            maxLength={CLIENT_SECRET_MAX}
            autoComplete="new-password"
            onChange={(event) => onChange({ clientSecret: event.target.value, isSecretRemoved: false })}
          />
        )}
      </Field>
      {isSame && value.clientSecret === "" && <SecretButton {...{ value, onChange }} />}
      <CallbackField callback={callback} />
    </>
  );
}

type SecretProps = { value: Client; onChange: (value: Partial<Client>) => void };

/** What becomes of the secret that is set. */
function SecretHint({ value, isSame }: SecretProps & { isSame: boolean }) {
  const t = useTranslations("connectorSettings.client");
  if (value.clientId.trim() === "") return t("automatic");
  if (!isSame) return t("otherClient");
  return t(value.isSecretRemoved ? "secretRemoved" : "hasSecret");
}

function SecretButton({ value, onChange }: SecretProps) {
  const t = useTranslations("connectorSettings.client");
  const { isSecretRemoved } = value;
  return (
    <Button size="sm" onClick={() => onChange({ isSecretRemoved: !isSecretRemoved })}>
      {t(isSecretRemoved ? "keepSecret" : "removeSecret")}
    </Button>
  );
}
