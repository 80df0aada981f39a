import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { CheckAgainButton } from "#components/connectors/check-again-button.tsx";
import { ConnectorMenu } from "#components/connectors/connector-menu.tsx";
import { ConnectorTitle } from "#components/connectors/connector-title.tsx";
import { FoundServer } from "#components/connectors/found-server.tsx";
import { ConnectorRules } from "#components/connectors/rules/connector-rules.tsx";
import { ToolRulesList } from "#components/connectors/rules/tool-rules-list.tsx";
import { TrustSwitch } from "#components/connectors/rules/trust-switch.tsx";
import { SettingsFacts } from "#components/connectors/settings-facts.tsx";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { DoctorSection } from "#components/traces/doctor-section.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { loadAdminConnector, loadTraces } from "#lib/connections/loaders.ts";
import { loadConnectorRules } from "#lib/connectors/loaders.ts";

type Props = { params: Promise<{ id: string }> };
const LIST = "/admin-settings/connectors";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadAdminConnector((await params).id)).connector.name };
}

/** Admin settings › Connectors › one: what was found at its address, and what holds for its tools. */
export default async function AdminConnectorPage({ params }: Props) {
  const page = await loadAdminConnector((await params).id);
  const { connector, canManage } = page;
  const t = await getTranslations("connectors");
  const settings = await getTranslations("connectorSettings.facts");
  const security = await getTranslations("security.trust");
  const rules = await loadConnectorRules(connector.id);
  return (
    <ClientMessages
      namespaces={[
        "connectors",
        "connectorSettings",
        "connections",
        "oauth",
        "inspection",
        "mcp",
        "security",
        "traces",
      ]}
    >
      <SettingsPage
        title={<ConnectorTitle name={connector.name} kind={connector.kind} />}
        description={
          <Link href={LIST} className="font-medium text-accent-text underline-offset-4 hover:underline">
            {t("admin.back")}
          </Link>
        }
        action={
          <ConnectorMenu
            connector={connector}
            isConnected={false}
            connectedPeople={page.connectedPeople}
            isPersonal={page.kind === "personal"}
            reportUrl={page.reportUrl}
            listHref={LIST}
          />
        }
      >
        <SettingsSection
          title={t("admin.server")}
          description={<span className="wrap-anywhere font-mono text-sm">{page.url}</span>}
          footer={canManage && <CheckAgainButton connectorId={connector.id} />}
        >
          <Card className="px-4 py-3">
            {connector.lastCheck && <FoundServer check={connector.lastCheck} />}
            <p className="mt-2 text-muted text-sm">
              {t("found.checkedAt")}{" "}
              {connector.checkedAt ? (
                <RelativeTime at={connector.checkedAt} locale={await getLocale()} />
              ) : (
                t("found.never")
              )}
              {" · "}
              {t("admin.connected", { count: page.connectedPeople })}
            </p>
          </Card>
        </SettingsSection>
        <SettingsSection title={settings("title")} description={settings("description")}>
          <SettingsFacts settings={page.settings} />
        </SettingsSection>
        <DoctorSection connector={connector} {...(await loadTraces(connector.id, "everybody"))} isOwn={!canManage} />
        <SettingsSection title={t("admin.permissions")} description={t("admin.permissionsDescription")}>
          <ConnectorRules connectorId={connector.id} rules={rules} canManage={canManage} />
          {rules.tools.length > 0 ? (
            <ToolRulesList connectorId={connector.id} rules={rules} canManage={canManage} />
          ) : (
            <Callout>{t("admin.connectToSee")}</Callout>
          )}
        </SettingsSection>
        <SettingsSection title={security("title")} description={security("description")}>
          <TrustSwitch
            connectorId={connector.id}
            name={connector.name}
            isTrusted={rules.isTrusted}
            canManage={canManage}
          />
        </SettingsSection>
      </SettingsPage>
    </ClientMessages>
  );
}
