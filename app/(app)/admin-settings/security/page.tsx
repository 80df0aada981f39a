import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SecurityForm } from "#components/connectors/rules/security-form.tsx";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { loadSecurityPolicy } from "#lib/connectors/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  await loadSecurityPolicy();
  return { title: (await getTranslations("security.page"))("title") };
}

/** Admin settings › Security: what the workspace makes of content from outside. */
export default async function SecurityPage() {
  const { policy, canManage } = await loadSecurityPolicy();
  const t = await getTranslations("security.page");
  return (
    <ClientMessages namespaces={["connectors", "security"]}>
      <SettingsPage title={t("title")} description={t("description")}>
        {!canManage && <Callout>{t("readOnly")}</Callout>}
        <SecurityForm policy={policy} canManage={canManage} />
      </SettingsPage>
    </ClientMessages>
  );
}
