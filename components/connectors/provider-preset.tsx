"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TO_REPLACE } from "#lib/connectors/constants.ts";
import { PRESET_STEPS, PRESETS, type ProviderPreset } from "#lib/connectors/presets.ts";

/** Fills the form for an identity provider and shows what an owner has to do there. */
export function ProviderPresets({ onChoose }: { onChoose: (preset: ProviderPreset) => void }) {
  const t = useTranslations("connectorSettings.provider");
  const steps = useTranslations("connectorSettings.presets");
  const [chosen, setChosen] = useState<ProviderPreset | null>(null);
  const choose = (id: string) => {
    const preset = PRESETS.find((each) => each.id === id) ?? null;
    setChosen(preset);
    if (preset) onChoose(preset);
  };
  return (
    <>
      <Field label={t("label")} hint={t("hint")}>
        {(control) => (
          <Select {...control} value={chosen?.id ?? ""} onChange={(event) => choose(event.target.value)}>
            <option value="">{t("none")}</option>
            {PRESETS.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div aria-live="polite">
        {chosen && (
          <Callout title={t("stepsTitle", { provider: chosen.name })}>
            <ol className="list-decimal space-y-1 pl-4">
              {PRESET_STEPS.map((step) => (
                <li key={step}>{steps(`${chosen.id}.${step}`)}</li>
              ))}
            </ol>
            {JSON.stringify(chosen).includes(TO_REPLACE) && (
              <p className="mt-1 font-medium">{t("replace", { placeholder: TO_REPLACE })}</p>
            )}
          </Callout>
        )}
      </div>
    </>
  );
}
