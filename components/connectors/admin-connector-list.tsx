import Link from "next/link";
import { useTranslations } from "next-intl";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { ConnectorsPage } from "#lib/connections/loaders.ts";
import { ConnectorIcon } from "./connector-icon.tsx";
import { ConnectorMenu } from "./connector-menu.tsx";
import { ConnectorTitle } from "./connector-title.tsx";

/** The connectors of a workspace as its owners and admins look after them. */
export function AdminConnectorList({ page }: { page: ConnectorsPage }) {
  const t = useTranslations("connectors");
  const states = useTranslations("connections.states");
  return (
    <SettingsList label={t("admin.section")}>
      {page.items.map(({ connector, state, connectedPeople }) => {
        const href = `/admin-settings/connectors/${connector.id}`;
        return (
          <SettingsRow
            key={connector.id}
            name={connector.name}
            icon={<ConnectorIcon name={connector.name} iconUrl={connector.iconUrl} />}
            title={
              <Link href={href} className="text-text hover:underline">
                <ConnectorTitle name={connector.name} kind={connector.kind} />
              </Link>
            }
            description={
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                {state === "blocked" && <Badge tone="danger">{states("blocked")}</Badge>}
                {connector.lastCheck?.outcome === "failed" && <Badge tone="danger">{states("unreachable")}</Badge>}
                {connector.lastCheck?.outcome === "key_refused" && (
                  <Badge tone="danger">{t("found.keyRefusedBadge")}</Badge>
                )}
                <span className="wrap-anywhere">{connector.url ?? connector.host}</span>
                <span>{t("admin.connected", { count: connectedPeople })}</span>
              </span>
            }
            action={
              <ConnectorMenu
                connector={connector}
                isConnected={false}
                connectedPeople={connectedPeople}
                isPersonal={page.kind === "personal"}
                reportUrl={page.reportUrl}
                toolsHref={href}
              />
            }
          />
        );
      })}
    </SettingsList>
  );
}
