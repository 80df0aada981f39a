import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthPage, TextLink } from "#components/auth/auth-page.tsx";
import { SignUpForm } from "#components/auth/sign-up-form.tsx";
import { loadSignUp } from "#lib/auth/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signUp");
  return { title: t("title") };
}

/** A new account, where the operator lets anybody make one. */
export default async function SignUpPage() {
  const { signUpOpen } = await loadSignUp();
  const t = await getTranslations("auth.signUp");
  const footer = <p>{t.rich("signIn", { link: (text) => <TextLink href="/sign-in">{text}</TextLink> })}</p>;
  return (
    <AuthPage title={t("title")} description={signUpOpen ? undefined : t("closed")} footer={footer}>
      {signUpOpen && <SignUpForm submitLabel={t("submit")} />}
    </AuthPage>
  );
}
