"use client";

import { Plus, Trash2 } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { HEADER_NAME_MAX, HEADER_SCOPES, HEADER_VALUE_MAX, MAX_HEADERS } from "#lib/connectors/constants.ts";
import { type HeaderDraft, hasStoredValue, nextKey } from "./settings-draft.ts";

type HeaderFieldsProps = {
  headers: readonly HeaderDraft[];
  onChange: (headers: HeaderDraft[]) => void;
  /** The sentence for what is wrong at a place, such as "headers.0.name". */
  problemAt: (place: string) => string | undefined;
};

/** The request headers of a connector: names, who gives them, and values that are typed once and never shown again. */
export function HeaderFields({ headers, onChange, problemAt }: HeaderFieldsProps) {
  const t = useTranslations("connectorSettings.headers");
  const change = (key: number, changed: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.key === key ? { ...header, ...changed } : header)));
  const add = () =>
    onChange([...headers, { key: nextKey(), name: "", scope: "organization", value: "", stored: null }]);
  const problem = problemAt("headers");
  return (
    <fieldset className="space-y-3">
      <legend className="mb-1 font-medium">{t("title")}</legend>
      <p className="text-muted text-sm">{t("hint")}</p>
      {headers.map((header, index) => (
        <HeaderRow
          key={header.key}
          header={header}
          number={index + 1}
          nameProblem={problemAt(`headers.${index}.name`)}
          valueProblem={problemAt(`headers.${index}.value`)}
          onChange={(changed) => change(header.key, changed)}
          onRemove={() => onChange(headers.filter(({ key }) => key !== header.key))}
        />
      ))}
      {problem && (
        <p role="alert" className="text-danger text-sm">
          {problem}
        </p>
      )}
      {headers.length < MAX_HEADERS ? (
        <Button size="sm" onClick={add}>
          <Plus aria-hidden />
          {t("add")}
        </Button>
      ) : (
        <p className="text-muted text-sm">{t("most")}</p>
      )}
    </fieldset>
  );
}

type HeaderRowProps = {
  header: HeaderDraft;
  number: number;
  nameProblem: string | undefined;
  valueProblem: string | undefined;
  onChange: (changed: Partial<HeaderDraft>) => void;
  onRemove: () => void;
};

function HeaderRow({ header, number, nameProblem, valueProblem, onChange, onRemove }: HeaderRowProps) {
  const t = useTranslations("connectorSettings.headers");
  const format = useFormatter();
  const { name, scope, value, stored } = header;
  const example = name.trim().toLowerCase() === "authorization" && t("valueHint");
  const setAt = hasStoredValue(header) ? stored?.setAt : null;
  return (
    <div className="space-y-3 rounded-lg border border-line p-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t("nameNumbered", { number })} error={nameProblem}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={HEADER_NAME_MAX}
              placeholder="Authorization"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("scopeNumbered", { number })}>
          {(control) => (
            <Select
              {...control}
              value={scope}
              onChange={(event) => onChange({ scope: event.target.value as HeaderDraft["scope"], value: "" })}
            >
              {HEADER_SCOPES.map((each) => (
                <option key={each} value={each}>
                  {t(each)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div className="flex items-start gap-2">
        {scope === "organization" ? (
          <Field
            className="grow"
            label={t("valueNumbered", { number })}
            hint={setAt ? t("setOn", { date: format.dateTime(setAt, { dateStyle: "medium" }) }) : example}
            error={valueProblem}
          >
            {(control) => (
              <Input
                {...control}
                type="password"
                value={value}
                maxLength={HEADER_VALUE_MAX}
                autoComplete="new-password"
                spellCheck={false}
                onChange={(event) => onChange({ value: event.target.value })}
              />
            )}
          </Field>
        ) : (
          <p className="grow text-muted text-sm">{t("memberValue")}</p>
        )}
        <IconButton label={t("remove", { number })} size="sm" onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}
