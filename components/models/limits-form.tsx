"use client";

import { useLocale, useTranslations } from "next-intl";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.tsx";
import { setLimitsAction } from "#lib/models/actions.ts";
import type { DailyLimits } from "#lib/models/types.ts";
import { useModelProblem } from "./use-model-problem.ts";

const FIELDS = ["tokens", "toolCalls"] as const;

/** What each person may use in a day. */
export function LimitsForm({ limits, canManage }: { limits: DailyLimits; canManage: boolean }) {
  const t = useTranslations("models.limits");
  const common = useTranslations("common");
  const number = new Intl.NumberFormat(useLocale());
  const form = useFormAction(setLimitsAction, () => toast.success(t("saved")), useModelProblem());
  return (
    <Card className="p-4">
      <form {...form.formProps} className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {FIELDS.map((name) => (
            <Field key={name} label={t(name)} hint={t(`${name}Hint`)} error={form.fieldError(name)}>
              {(control) => (
                <Input
                  {...control}
                  name={name}
                  inputMode="numeric"
                  autoComplete="off"
                  placeholder={t("none")}
                  readOnly={!canManage}
                  defaultValue={limits[name] === null ? "" : number.format(limits[name])}
                />
              )}
            </Field>
          ))}
        </div>
        <FormProblem problem={form.problem} />
        {canManage && (
          <Button type="submit" pending={form.pending}>
            {common("save")}
          </Button>
        )}
      </form>
    </Card>
  );
}
