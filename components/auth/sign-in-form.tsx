"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { signInAction } from "#lib/auth/actions.ts";
import { FormProblem } from "./form-problem.tsx";
import { EmailField } from "./person-fields.tsx";
import { useFormAction } from "./use-form-action.ts";

/** E-mail address and password; leads on to `returnTo`. */
export function SignInForm({ returnTo }: { returnTo: string }) {
  const t = useTranslations("auth");
  const { formProps, fieldError, problem, pending } = useFormAction(signInAction);
  return (
    <form {...formProps} className="space-y-4">
      <input type="hidden" name="returnTo" value={returnTo} />
      <EmailField fieldError={fieldError} />
      <Field label={t("fields.password")} error={fieldError("password")}>
        {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      <FormProblem problem={problem} />
      <Button type="submit" variant="primary" className="w-full" pending={pending}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
