import { Plug } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { NewConversations } from "#components/chat/new-conversations.tsx";
import { AddConnectorButton } from "#components/connectors/add-connector-button.tsx";
import { ConnectResult } from "#components/connectors/connect-result.tsx";
import { ConnectorList } from "#components/connectors/connector-list.tsx";
import { ConnectorMessages } from "#components/connectors/connector-messages.tsx";
import { GrantList } from "#components/connectors/own/grant-list.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadGrants } from "#lib/approvals/loaders.ts";
import { loadNewConversation } from "#lib/chat/loaders.ts";
import { type ConnectorsPage, loadConnectors } from "#lib/connections/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connectors"))("title") };
}

/** Settings › Connectors: connect one's own accounts; in the personal workspace also add and remove connectors. */
export default async function ConnectorsSettingsPage() {
  const page = await loadConnectors();
  const t = await getTranslations("connectors");
  const defaults = await getTranslations("toolAccess.defaults");
  const granted = await getTranslations("permissions.grants");
  return (
    <ConnectorMessages also={["chat", "toolAccess", "inspection", "permissions"]}>
      <SettingsPage title={t("title")} description={t("description")}>
        <ConnectResult connectors={page.items.map(({ connector }) => connector)} canManage={page.canManage} />
        <SettingsSection title={t("section")} description={t("sectionDescription")} footer={<Footer page={page} />}>
          {page.items.length > 0 ? <ConnectorList page={page} /> : <Nothing page={page} />}
        </SettingsSection>
        {page.items.length > 0 && (
          <SettingsSection title={granted("title")} description={granted("description")}>
            <GrantList grants={await loadGrants()} />
          </SettingsSection>
        )}
        {page.items.length > 0 && page.canAct && (
          <SettingsSection title={defaults("title")} description={defaults("description")}>
            <NewConversations view={await loadNewConversation()} canManage={page.canManage} />
          </SettingsSection>
        )}
      </SettingsPage>
    </ConnectorMessages>
  );
}

async function Footer({ page }: { page: ConnectorsPage }) {
  const t = await getTranslations("connectors");
  if (!page.canManage) return null;
  if (page.kind === "personal") return <AddConnectorButton isPersonal />;
  return (
    <Link href="/admin-settings/connectors" className="font-medium text-accent-text underline-offset-4 hover:underline">
      {t("toAdmin")}
    </Link>
  );
}

async function Nothing({ page }: { page: ConnectorsPage }) {
  const t = await getTranslations("connectors.empty");
  const who = page.kind === "personal" ? "personal" : page.canManage ? "owner" : "member";
  return (
    <EmptyState icon={<Plug aria-hidden />} title={t(who)}>
      {t(`${who}Text`)}
    </EmptyState>
  );
}
