"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { NewPasswordField } from "#components/auth/person-fields.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { toast } from "#components/ui/toast.tsx";
import { changePasswordAction } from "#lib/auth/actions.ts";

/** A new password, confirmed by the old one. */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("account");
  const [round, setRound] = useState(0);
  const { formProps, fieldError, problem, pending } = useFormAction(changePasswordAction, () => {
    toast.success(t("passwordChanged"));
    setRound((before) => before + 1);
  });
  return (
    <form {...formProps} className="space-y-4">
      {/* Tells a password manager whose password this is; the server does not ask for it. */}
      <input hidden readOnly type="email" autoComplete="username" value={email} />
      {/* A new round starts with empty fields. */}
      <div key={round} className="space-y-4">
        <Field label={t("currentPassword")} error={fieldError("currentPassword")}>
          {(control) => (
            <Input {...control} name="currentPassword" type="password" autoComplete="current-password" required />
          )}
        </Field>
        <NewPasswordField name="newPassword" label={t("newPassword")} fieldError={fieldError} />
      </div>
      <FormProblem problem={problem} />
      <Button type="submit" pending={pending}>
        {t("changePassword")}
      </Button>
    </form>
  );
}
