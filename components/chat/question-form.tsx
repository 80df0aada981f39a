import { useTranslations } from "next-intl";
import { useId } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { FieldProblem, QuestionField } from "#lib/questions/types.ts";
import { boundOf, controlName, localTime } from "./question-values.ts";
import { visibleParts } from "./visible-parts.ts";
import { VisibleText } from "./visible-text.tsx";

type QuestionFormProps = { fields: readonly QuestionField[]; problems: Record<string, FieldProblem> };

/** A server's form, each field by its kind, filled with what the server suggests. */
export function QuestionForm({ fields, problems }: QuestionFormProps) {
  return fields.map((field, i) => {
    // The name is the server's: "constructor" is one as well.
    const problem = Object.hasOwn(problems, field.name) ? problems[field.name] : undefined;
    return field.kind === "choices" ? (
      <Choices key={field.name} field={field} name={controlName(i)} problem={problem} />
    ) : (
      <OneValue key={field.name} field={field} name={controlName(i)} problem={problem} />
    );
  });
}

type OneField<Kind extends QuestionField["kind"] = QuestionField["kind"]> = {
  field: Extract<QuestionField, { kind: Kind }>;
  name: string;
  problem: FieldProblem | undefined;
};

function OneValue({ field, name, problem }: OneField<"text" | "number" | "boolean" | "choice">) {
  const t = useTranslations("questions");
  const common = useTranslations("common");
  return (
    <Field
      label={<VisibleText text={field.title || field.name} />}
      hint={field.description ? <VisibleText text={field.description} /> : undefined}
      error={problem && t(`problems.${problem}`, { bound: boundOf(field, problem) })}
      aside={field.isRequired ? <Badge>{common("required")}</Badge> : undefined}
    >
      {(control) => <Control field={field} name={name} control={control} />}
    </Field>
  );
}

const INPUT_TYPES = { email: "email", uri: "url", date: "date", "date-time": "datetime-local" } as const;

function Control({
  field,
  name,
  control,
}: Pick<OneField<"text" | "number" | "boolean" | "choice">, "field" | "name"> & { control: FieldControl }) {
  const t = useTranslations("questions");
  const shared = { ...control, name, "aria-required": field.isRequired, autoComplete: "off" };
  switch (field.kind) {
    case "text":
      return (
        <Input
          {...shared}
          type={field.format ? INPUT_TYPES[field.format] : "text"}
          defaultValue={field.format === "date-time" ? localTime(field.initial) : field.initial}
        />
      );
    case "number":
      return (
        <Input {...shared} inputMode={field.isInteger ? "numeric" : "decimal"} defaultValue={field.initial ?? ""} />
      );
    case "boolean":
      return (
        <Select {...shared} defaultValue={field.initial === null ? "" : String(field.initial)}>
          <option value="">{t("notSet")}</option>
          <option value="true">{t("yes")}</option>
          <option value="false">{t("no")}</option>
        </Select>
      );
    case "choice":
      return (
        <Select {...shared} defaultValue={field.initial ?? ""}>
          <option value="">{t("notSet")}</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {visibleOption(option.title)}
            </option>
          ))}
        </Select>
      );
  }
}

/** An option takes text alone, so what is hidden in it stands there by its code point. */
function visibleOption(title: string): string {
  return visibleParts(title)
    .map(({ text }) => text)
    .join("");
}

/** Several of several: a box each. */
function Choices({ field, name, problem }: OneField<"choices">) {
  const t = useTranslations("questions");
  const common = useTranslations("common");
  const id = useId();
  const described = [field.description && `${id}-hint`, problem && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset className="space-y-1.5" aria-describedby={described || undefined}>
      <legend className="flex w-full items-baseline justify-between gap-2 font-medium">
        <VisibleText text={field.title || field.name} />
        {field.isRequired && <Badge>{common("required")}</Badge>}
      </legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        {field.options.map((option) => (
          <label key={option.value} className="flex items-center gap-2">
            <input
              type="checkbox"
              name={name}
              value={option.value}
              defaultChecked={field.initial.includes(option.value)}
              aria-invalid={problem ? true : undefined}
              className="size-4 accent-accent"
            />
            <VisibleText text={option.title} />
          </label>
        ))}
      </div>
      {field.description && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          <VisibleText text={field.description} />
        </p>
      )}
      <div aria-live="polite">
        {problem && (
          <p id={`${id}-error`} className="text-danger text-sm">
            {t(`problems.${problem}`, { bound: boundOf(field, problem) })}
          </p>
        )}
      </div>
    </fieldset>
  );
}
