import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { CheckAgainButton } from "#components/connectors/check-again-button.tsx";
import { ConnectorMenu } from "#components/connectors/connector-menu.tsx";
import { ConnectorMessages } from "#components/connectors/connector-messages.tsx";
import { ConnectorTitle } from "#components/connectors/connector-title.tsx";
import { FoundServer } from "#components/connectors/found-server.tsx";
import { RulesSections } from "#components/connectors/rules/rules-sections.tsx";
import { SettingsFacts } from "#components/connectors/settings-facts.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { DoctorSection } from "#components/traces/doctor-section.tsx";
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
  return (
    <ConnectorMessages also={["inspection", "security"]}>
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
        <RulesSections connector={connector} rules={await loadConnectorRules(connector.id)} canManage={canManage} />
      </SettingsPage>
    </ConnectorMessages>
  );
}
