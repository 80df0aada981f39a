import { Plug } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AddConnectorButton } from "#components/connectors/add-connector-button.tsx";
import { AdminConnectorList } from "#components/connectors/admin-connector-list.tsx";
import { ConnectorMessages } from "#components/connectors/connector-messages.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadAdminConnectors } from "#lib/connections/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connectors.admin"))("title") };
}

/** Admin settings › Connectors: owners add, change and remove what everybody in the workspace can connect to. */
export default async function AdminConnectorsPage() {
  const page = await loadAdminConnectors();
  const t = await getTranslations("connectors.admin");
  return (
    <ConnectorMessages>
      <SettingsPage title={t("title")} description={t("description")}>
        {!page.canManage && <Callout>{t("readOnly")}</Callout>}
        <SettingsSection
          title={t("section")}
          description={t("sectionDescription")}
          footer={page.canManage && <AddConnectorButton isPersonal={page.kind === "personal"} />}
        >
          {page.items.length > 0 ? (
            <AdminConnectorList page={page} />
          ) : (
            <EmptyState icon={<Plug aria-hidden />} title={t("empty")}>
              {page.canManage && t("emptyText")}
            </EmptyState>
          )}
        </SettingsSection>
      </SettingsPage>
    </ConnectorMessages>
  );
}
