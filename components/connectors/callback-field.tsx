import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export type CallbackFacts = { callbackUrl: string; isCallbackReachable: boolean };

/** The redirect URI to register at a provider, and a warning where none would send people back to it. */
export function CallbackField({ callback }: { callback: CallbackFacts | null }) {
  const t = useTranslations("connectors.fields");
  const common = useTranslations("common");
  const settings = useTranslations("connectorSettings.callback");
  const url = callback?.callbackUrl ?? "";
  return (
    <>
      <Field label={t("callbackUrl")}>
        {(control) => (
          <div className="flex items-center gap-2">
            <Input {...control} readOnly value={url} onFocus={(event) => event.target.select()} />
            <CopyButton
              text={url}
              label={t("copyCallback")}
              copiedLabel={common("copied")}
              failedLabel={common("notCopied")}
            />
          </div>
        )}
      </Field>
      {callback && !callback.isCallbackReachable && <Callout tone="warning">{settings("http")}</Callout>}
    </>
  );
}
