"use client";

import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { FieldProblem, FormField } from "./schema-form.ts";
import { VisibleText } from "./visible-text.tsx";

type ToolFieldsProps = { fields: FormField[]; problems: Record<string, FieldProblem> };

/** The fields of a tool's arguments, in its server's words. */
export function ToolFields({ fields, problems }: ToolFieldsProps) {
  const t = useTranslations("chat.toolForm");
  const common = useTranslations("common");
  if (fields.length === 0) return <p className="text-muted">{t("noArguments")}</p>;
  return fields.map((field) => {
    const problem = problems[field.name];
    const hint = [field.title, field.description].filter(Boolean).join(" · ");
    return (
      <Field
        key={field.name}
        label={<VisibleText text={field.name} />}
        hint={hint ? <VisibleText text={hint} /> : undefined}
        error={problem && t(`problems.${problem}`)}
        aside={field.required ? <Badge>{common("required")}</Badge> : undefined}
      >
        {(control) => <ToolField field={field} control={control} />}
      </Field>
    );
  });
}

function ToolField({ field, control }: { field: FormField; control: FieldControl }) {
  const t = useTranslations("chat.toolForm");
  const common = { ...control, name: field.name, defaultValue: field.initial, "aria-required": field.required };
  switch (field.kind) {
    case "text":
      return <Textarea {...common} rows={1} className="field-sizing-content max-h-48" />;
    case "json":
      return (
        <Textarea
          {...common}
          rows={3}
          spellCheck={false}
          placeholder={field.isList ? "[ ]" : "{ }"}
          className="font-mono text-sm"
        />
      );
    case "number":
      return <Input {...common} inputMode={field.integer ? "numeric" : "decimal"} />;
    case "boolean":
      return (
        <Select {...common}>
          {!field.required && <option value="">{t("notSet")}</option>}
          <option value="true">true</option>
          <option value="false">false</option>
        </Select>
      );
    case "choice":
      return (
        <Select {...common}>
          {(!field.required || field.initial === "") && <option value="">{t("notSet")}</option>}
          {field.options.map((option) => (
            <option key={option.text} value={option.text}>
              {option.text}
            </option>
          ))}
        </Select>
      );
  }
}
