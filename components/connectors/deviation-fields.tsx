"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { nextKey, type ParameterDraft, type SettingsDraft } from "./settings-draft.ts";

type Deviations = Pick<SettingsDraft, "omitResource" | "pkceNotAdvertised" | "parameters" | "scopes">;
type DeviationFieldsProps = {
  value: Deviations;
  onChange: (changed: Partial<Deviations>) => void;
  problemAt: (place: string) => string | undefined;
};

/** Switches for providers that deviate from the specifications, and what to ask them for. */
export function DeviationFields({ value, onChange, problemAt }: DeviationFieldsProps) {
  const t = useTranslations("connectorSettings.switches");
  return (
    <fieldset className="space-y-4">
      <legend className="mb-3 font-medium">{t("title")}</legend>
      {(["omitResource", "pkceNotAdvertised"] as const).map((name) => (
        <SwitchField
          key={name}
          label={t(name)}
          hint={t(`${name}Hint`)}
          checked={value[name]}
          onCheckedChange={(checked) => onChange({ [name]: checked })}
        />
      ))}
      <Field label={t("scopes")} hint={t("scopesHint")} error={problemAt("scopes")}>
        {(control) => (
          <Input
            {...control}
            value={value.scopes}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ scopes: event.target.value })}
          />
        )}
      </Field>
      <Parameters
        parameters={value.parameters}
        onChange={(parameters) => onChange({ parameters })}
        problemAt={problemAt}
      />
    </fieldset>
  );
}

type SwitchFieldProps = { label: string; hint: string; checked: boolean; onCheckedChange: (checked: boolean) => void };

function SwitchField({ label, hint, checked, onCheckedChange }: SwitchFieldProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <span id={`${id}-label`}>{label}</span>
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      </div>
      <Switch
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-hint`}
        checked={checked}
        onCheckedChange={onCheckedChange}
      />
    </div>
  );
}

type ParametersProps = {
  parameters: readonly ParameterDraft[];
  onChange: (parameters: ParameterDraft[]) => void;
  problemAt: (place: string) => string | undefined;
};

function Parameters({ parameters, onChange, problemAt }: ParametersProps) {
  const t = useTranslations("connectorSettings.switches");
  const change = (key: number, changed: Partial<ParameterDraft>) =>
    onChange(parameters.map((row) => (row.key === key ? { ...row, ...changed } : row)));
  return (
    <fieldset className="space-y-2">
      <legend>{t("parameters")}</legend>
      <p className="text-muted text-sm">{t("parametersHint")}</p>
      {parameters.map(({ key, name, value }, index) => {
        const number = index + 1;
        const problem = problemAt(`parameters.${index}`);
        return (
          <div key={key}>
            <div className="flex items-center gap-2">
              <Input
                aria-label={t("parameterName", { number })}
                aria-invalid={problem ? true : undefined}
                value={name}
                placeholder={t("parameterNameShort")}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => change(key, { name: event.target.value })}
              />
              <Input
                aria-label={t("parameterValue", { number })}
                aria-invalid={problem ? true : undefined}
                value={value}
                placeholder={t("parameterValueShort")}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => change(key, { value: event.target.value })}
              />
              <IconButton
                label={t("removeParameter", { number })}
                size="sm"
                onClick={() => onChange(parameters.filter((row) => row.key !== key))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
            {problem && (
              <p role="alert" className="mt-1 text-danger text-sm">
                {problem}
              </p>
            )}
          </div>
        );
      })}
      {problemAt("parameters") && (
        <p role="alert" className="text-danger text-sm">
          {problemAt("parameters")}
        </p>
      )}
      <Button size="sm" onClick={() => onChange([...parameters, { key: nextKey(), name: "", value: "" }])}>
        <Plus aria-hidden />
        {t("addParameter")}
      </Button>
    </fieldset>
  );
}
