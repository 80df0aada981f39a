import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { ResetPasswordForm } from "#components/auth/reset-password-form.tsx";
import { loadReset } from "#lib/auth/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.reset");
  return { title: t("title") };
}

/** A new password by a link that an owner or the operator made. */
export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const reset = await loadReset(token);
  const [t, errors] = await Promise.all([getTranslations("auth.reset"), getTranslations("auth.errors")]);
  if (!reset.ok) return <AuthPage title={t("problemTitle")} description={errors(reset.error)} />;
  const { email } = reset.value;
  return (
    <AuthPage title={t("title")} description={t("description", { email })}>
      <ResetPasswordForm token={token} email={email} />
    </AuthPage>
  );
}
