"use client";

import { useTranslations } from "next-intl";
import { FormProblem } from "#components/auth/form-problem.tsx";
import { useFormAction } from "#components/auth/use-form-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import { updateAccountAction } from "#lib/auth/actions.ts";
import type { CurrentUser } from "#lib/auth/types.ts";
import { LOCALES, THEMES } from "#lib/platform/i18n/locales.ts";

/** Name, language and theme. */
export function ProfileForm({ user }: { user: CurrentUser }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const { formProps, fieldError, problem, pending } = useFormAction(updateAccountAction, () =>
    toast.success(t("saved")),
  );
  return (
    <form {...formProps} className="space-y-4">
      <Field label={t("name")} error={fieldError("name")}>
        {(control) => <Input {...control} name="name" autoComplete="name" defaultValue={user.name} required />}
      </Field>
      <Field label={t("email")}>
        {(control) => <Input {...control} type="email" autoComplete="username" value={user.email} readOnly />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("language")} error={fieldError("locale")}>
          {(control) => (
            <Select {...control} name="locale" defaultValue={user.locale ?? ""}>
              <option value="">{t("followBrowser")}</option>
              {LOCALES.map((locale) => (
                <option key={locale} value={locale} lang={locale}>
                  {t(`languages.${locale}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("theme")} error={fieldError("theme")}>
          {(control) => (
            <Select {...control} name="theme" defaultValue={user.theme ?? ""}>
              <option value="">{t("themes.system")}</option>
              {THEMES.map((theme) => (
                <option key={theme} value={theme}>
                  {t(`themes.${theme}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <FormProblem problem={problem} />
      <Button type="submit" variant="primary" pending={pending}>
        {common("save")}
      </Button>
    </form>
  );
}
