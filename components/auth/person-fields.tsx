"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MIN_PASSWORD_LENGTH } from "#lib/auth/constants.ts";

type FieldProps = { fieldError: (name: string) => string | undefined };

/** An e-mail address that names an account. */
export function EmailField({ fieldError }: FieldProps) {
  const t = useTranslations("auth.fields");
  return (
    <Field label={t("email")} error={fieldError("email")}>
      {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
    </Field>
  );
}

/** A password somebody chooses, in a field of this name. */
export function NewPasswordField({ name, label, fieldError }: FieldProps & { name: string; label: string }) {
  const t = useTranslations("auth.fields");
  return (
    <Field label={label} hint={t("passwordHint", { min: MIN_PASSWORD_LENGTH })} error={fieldError(name)}>
      {(control) => <Input {...control} name={name} type="password" autoComplete="new-password" required />}
    </Field>
  );
}

/** What everybody who makes an account says. */
export function PersonFields({ fieldError }: FieldProps) {
  const t = useTranslations("auth.fields");
  return (
    <>
      <Field label={t("name")} error={fieldError("name")}>
        {(control) => <Input {...control} name="name" autoComplete="name" required />}
      </Field>
      <EmailField fieldError={fieldError} />
      <NewPasswordField name="password" label={t("password")} fieldError={fieldError} />
    </>
  );
}
