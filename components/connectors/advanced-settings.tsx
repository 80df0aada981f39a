"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { AUTHENTICATIONS } from "#lib/connectors/constants.ts";
import type { CallbackFacts } from "./callback-field.tsx";
import { ClientFields } from "./client-fields.tsx";
import { DeviationFields } from "./deviation-fields.tsx";
import { HeaderFields } from "./header-fields.tsx";
import { ProviderPresets } from "./provider-preset.tsx";
import { nextKey, parametersOf, type SettingsDraft } from "./settings-draft.ts";
import { useSettingsProblem } from "./use-settings-problem.ts";

type AdvancedSettingsProps = {
  draft: SettingsDraft;
  onChange: (changed: Partial<SettingsDraft>) => void;
  /** Codes by place, see settings-draft.ts. */
  problems: Readonly<Record<string, string | undefined>>;
  callback: CallbackFacts | null;
  storedClient?: { clientId: string; hasSecret: boolean } | null;
  defaultOpen?: boolean;
};

/** "Advanced settings": how the server is told who asks, the OAuth client, and what providers need that deviate. */
export function AdvancedSettings(props: AdvancedSettingsProps) {
  const { draft, onChange, problems, callback, storedClient = null, defaultOpen = false } = props;
  const t = useTranslations("connectors.fields");
  const words = useTranslations("connectorSettings.authentication");
  const problemAt = useSettingsProblem(problems);
  const radios = useId();
  const { authentication } = draft;
  const choose = (next: SettingsDraft["authentication"]) => {
    const isFirst = next === "headers" && draft.headers.length === 0;
    const first = { key: nextKey(), name: "Authorization", scope: "organization", value: "", stored: null } as const;
    onChange({ authentication: next, ...(isFirst && { headers: [first] }) });
  };
  return (
    <Disclosure label={t("advanced")} keepMounted defaultOpen={defaultOpen}>
      <div className="space-y-5">
        <RadioGroup
          legend={words("legend")}
          name={`${radios}authentication`}
          value={authentication}
          onValueChange={choose}
          options={AUTHENTICATIONS.map((value) => ({ value, label: words(value), hint: words(`${value}Hint`) }))}
        />
        {authentication === "headers" && (
          <HeaderFields headers={draft.headers} onChange={(headers) => onChange({ headers })} problemAt={problemAt} />
        )}
        {(authentication === "automatic" || authentication === "organization") && (
          <>
            <ProviderPresets
              onChoose={({ omitResource, pkceNotAdvertised, extraParameters, scopes }) =>
                onChange({ omitResource, pkceNotAdvertised, scopes, parameters: parametersOf(extraParameters) })
              }
            />
            <ClientFields
              value={draft}
              onChange={onChange}
              stored={storedClient}
              callback={callback}
              problems={{ clientId: problemAt("clientId"), clientSecret: problemAt("clientSecret") }}
            />
            <DeviationFields value={draft} onChange={onChange} problemAt={problemAt} />
          </>
        )}
      </div>
    </Disclosure>
  );
}
