"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { resetPasswordAction } from "#lib/auth/actions.ts";
import { FormProblem } from "./form-problem.tsx";
import { NewPasswordField } from "./person-fields.tsx";
import { useFormAction } from "./use-form-action.ts";

/** A new password for the account that a link was made for. */
export function ResetPasswordForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("auth");
  const { formProps, fieldError, problem, pending } = useFormAction(resetPasswordAction);
  return (
    <form {...formProps} className="space-y-4">
      <input type="hidden" name="token" value={token} />
      {/* Tells a password manager whose password this is; the server does not ask for it. */}
      <input hidden readOnly type="email" autoComplete="username" value={email} />
      <NewPasswordField name="newPassword" label={t("fields.newPassword")} fieldError={fieldError} />
      <FormProblem problem={problem} />
      <Button type="submit" variant="primary" className="w-full" pending={pending}>
        {t("reset.submit")}
      </Button>
    </form>
  );
}
