"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { setUpAction } from "#lib/auth/actions.ts";
import { FormProblem } from "./form-problem.tsx";
import { PersonFields } from "./person-fields.tsx";
import { useFormAction } from "./use-form-action.ts";

/** The first owner, and whom the instance is for. */
export function SetUpForm({ asksForCode }: { asksForCode: boolean }) {
  const t = useTranslations("auth.setUp");
  const { formProps, fieldError, problem, pending } = useFormAction(setUpAction);
  const [workspace, setWorkspace] = useState<"personal" | "organization">("organization");
  return (
    <form {...formProps} className="space-y-4">
      <PersonFields fieldError={fieldError} />
      <RadioGroup
        legend={t("workspace")}
        name="workspace"
        value={workspace}
        onValueChange={setWorkspace}
        options={[
          { value: "personal", label: t("personal"), hint: t("personalHint") },
          { value: "organization", label: t("organization"), hint: t("organizationHint") },
        ]}
      />
      {workspace === "organization" && (
        <Field label={t("organizationName")} error={fieldError("organizationName")}>
          {(control) => <Input {...control} name="organizationName" autoComplete="organization" required />}
        </Field>
      )}
      {asksForCode && (
        <Field label={t("setupCode")} hint={t("setupCodeHint")} error={fieldError("setupCode")}>
          {(control) => (
            <Input {...control} name="setupCode" autoComplete="off" spellCheck={false} className="font-mono" required />
          )}
        </Field>
      )}
      <FormProblem problem={problem} />
      <Button type="submit" variant="primary" className="w-full" pending={pending}>
        {t("submit")}
      </Button>
    </form>
  );
}
