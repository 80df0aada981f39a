import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { SetUpForm } from "#components/auth/set-up-form.tsx";
import { loadSetUp } from "#lib/auth/loaders.ts";
import { PRODUCT_NAME } from "#lib/platform/product.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth.setUp");
  return { title: { absolute: t("title", { product: PRODUCT_NAME }) } };
}

/** The first owner and workspace; afterwards there is no such page. */
export default async function SetUpPage() {
  const { asksForCode } = await loadSetUp();
  const t = await getTranslations("auth.setUp");
  return (
    <AuthPage title={t("title", { product: PRODUCT_NAME })} description={t("description")}>
      <SetUpForm asksForCode={asksForCode} />
    </AuthPage>
  );
}
