import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AccountList } from "#components/connectors/account-list.tsx";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import { ConnectResult } from "#components/connectors/connect-result.tsx";
import { ConnectionButton } from "#components/connectors/connection-button.tsx";
import { ConnectionFacts } from "#components/connectors/connection-facts.tsx";
import { ConnectorMenu } from "#components/connectors/connector-menu.tsx";
import { ConnectorMessages } from "#components/connectors/connector-messages.tsx";
import { ConnectorTitle } from "#components/connectors/connector-title.tsx";
import { GrantList } from "#components/connectors/own/grant-list.tsx";
import { RefreshToolsButton } from "#components/connectors/refresh-tools-button.tsx";
import { RulesSections } from "#components/connectors/rules/rules-sections.tsx";
import { ServerWords } from "#components/connectors/server-words.tsx";
import { SettingsFacts } from "#components/connectors/settings-facts.tsx";
import { ToolList } from "#components/connectors/tool-list.tsx";
import { ToolsNotice } from "#components/connectors/tools-notice.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { DoctorSection } from "#components/traces/doctor-section.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadGrants } from "#lib/approvals/loaders.ts";
import { loadConnector, loadTraces } from "#lib/connections/loaders.ts";
import { loadConnectorRules, loadPersonRules } from "#lib/connectors/loaders.ts";

type Props = { params: Promise<{ id: string }> };
const LIST = "/settings/connectors";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadConnector((await params).id)).connector.name };
}

/** Why there are no tools to show: a list that could not be read is not an empty one. */
function toolsMissing(connection: { toolsSyncedAt: Date | null } | null) {
  if (!connection) return "tools.connectFirst";
  return connection.toolsSyncedAt ? "tools.none" : "tools.unread";
}

/** Settings › Connectors › one: the person's own connection, and what the server offers to it. */
export default async function ConnectorPage({ params }: Props) {
  const page = await loadConnector((await params).id);
  const { connector, connection, state, tools } = page;
  const t = await getTranslations("connectors");
  const settings = await getTranslations("connectorSettings.facts");
  const words = await getTranslations("content");
  const accounts = await getTranslations("connections.accounts");
  const granted = await getTranslations("permissions.grants");
  const grants = (await loadGrants()).filter(({ connectorId }) => connectorId === connector.id);
  // Where nobody signs in, one account is like another.
  const hasAccounts = page.accounts.length > (connector.auth === "none" ? 1 : 0);
  return (
    <ConnectorMessages also={["inspection", "permissions", "security"]}>
      <SettingsPage
        title={<ConnectorTitle name={connector.name} kind={connector.kind} />}
        description={
          <Link href={LIST} className="font-medium text-accent-text underline-offset-4 hover:underline">
            {t("tools.back")}
          </Link>
        }
        action={
          <>
            {page.canAct && <ConnectionButton connector={connector} state={state} isConnected={connection !== null} />}
            <ConnectorMenu
              connector={connector}
              isConnected={connection !== null}
              connectedPeople={page.connectedPeople}
              isPersonal={page.kind === "personal"}
              reportUrl={page.reportUrl}
              listHref={LIST}
            />
          </>
        }
      >
        <ConnectResult connectors={[connector]} canManage={connector.canManage} />
        <SettingsSection
          title={t("tools.connection")}
          footer={
            page.canAct &&
            connection &&
            page.ownHeaders.length > 0 && (
              <ConnectButton connector={connector} kind="replaceKey" account={{ id: connection.id }} />
            )
          }
        >
          <ConnectionFacts connector={connector} connection={connection} state={state} ownHeaders={page.ownHeaders} />
        </SettingsSection>
        {hasAccounts && (
          <SettingsSection title={accounts("title")} description={accounts("description")}>
            <AccountList connector={connector} accounts={page.accounts} canAct={page.canAct} />
          </SettingsSection>
        )}
        <SettingsSection
          title={t("tools.title")}
          description={t("tools.description")}
          footer={connection && page.canAct && <RefreshToolsButton connector={connector} />}
        >
          {connection?.toolsNotice && <ToolsNotice notice={connection.toolsNotice} />}
          {tools.length > 0 ? (
            <ToolList
              connectorId={connector.id}
              tools={tools}
              rules={await loadPersonRules(connector.id, tools)}
              canAct={page.canAct}
            />
          ) : (
            <EmptyState title={t(toolsMissing(connection))} />
          )}
        </SettingsSection>
        {page.kind === "personal" && (
          <RulesSections connector={connector} rules={await loadConnectorRules(connector.id)} canManage={page.canAct} />
        )}
        {grants.length > 0 && (
          <SettingsSection title={granted("title")} description={granted("here")}>
            <GrantList grants={grants} />
          </SettingsSection>
        )}
        {page.server && (
          <SettingsSection title={words("serverWords")} description={words("serverWordsHint")}>
            <ServerWords server={page.server} />
          </SettingsSection>
        )}
        {page.settings && (
          <SettingsSection title={settings("title")} description={settings("description")}>
            <SettingsFacts settings={page.settings} />
          </SettingsSection>
        )}
        <DoctorSection connector={connector} {...(await loadTraces(connector.id, "own"))} isOwn />
      </SettingsPage>
    </ConnectorMessages>
  );
}
