import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthPage, TextLink } from "#components/auth/auth-page.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { loadSignIn } from "#lib/auth/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.signIn");
  return { title: t("title") };
}

/** Sign in by e-mail and password. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ returnTo?: string | string[] }>;
}) {
  const { returnTo, signUpOpen } = await loadSignIn((await searchParams).returnTo);
  const t = await getTranslations("auth.signIn");
  const footer = (
    <>
      {signUpOpen && <p>{t.rich("signUp", { link: (text) => <TextLink href="/sign-up">{text}</TextLink> })}</p>}
      <p className="text-pretty">{t("forgot")}</p>
    </>
  );
  return (
    <AuthPage title={t("title")} footer={footer}>
      <SignInForm returnTo={returnTo} />
    </AuthPage>
  );
}
