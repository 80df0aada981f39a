import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { explanationOf } from "#lib/connections/labels.ts";
import type { ConnectorListItem, ConnectorsPage } from "#lib/connections/loaders.ts";
import { ConnectionButton } from "./connection-button.tsx";
import { ConnectorIcon } from "./connector-icon.tsx";
import { ConnectorMenu } from "./connector-menu.tsx";
import { ConnectorTitle } from "./connector-title.tsx";
import { StateBadge } from "./state-badge.tsx";

/** The connectors of a workspace as one person has them. */
export function ConnectorList({ page }: { page: ConnectorsPage }) {
  const t = useTranslations("connectors");
  return (
    <SettingsList label={t("section")}>
      {page.items.map((item) => (
        <ConnectorRow key={item.connector.id} item={item} page={page} />
      ))}
    </SettingsList>
  );
}

function ConnectorRow({ item, page }: { item: ConnectorListItem; page: ConnectorsPage }) {
  const { connector, connection, state, toolCount, connectedPeople } = item;
  const t = useTranslations("connectors");
  const c = useTranslations("connections");
  const locale = useLocale();
  const explanation = explanationOf(state, connection);
  const href = `/settings/connectors/${connector.id}`;
  return (
    <SettingsRow
      name={connector.name}
      icon={<ConnectorIcon name={connector.name} iconUrl={connector.iconUrl} />}
      title={
        <Link href={href} className="text-text hover:underline">
          <ConnectorTitle name={connector.name} kind={connector.kind} />
        </Link>
      }
      description={
        <>
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <StateBadge state={state} />
            <span>{connector.host}</span>
            {connection && state !== "blocked" && <span>{t("found.toolCount", { count: toolCount })}</span>}
            {connection?.endsAt && state !== "reconnect" && (
              <span>
                {c.rich("ends", { when: () => <RelativeTime at={connection.endsAt ?? ""} locale={locale} /> })}
              </span>
            )}
          </span>
          {explanation && <p className="mt-1">{c(`explained.${explanation}`)}</p>}
        </>
      }
      action={
        <>
          {page.canAct && <ConnectionButton connector={connector} state={state} isConnected={connection !== null} />}
          <ConnectorMenu
            connector={connector}
            isConnected={connection !== null}
            connectedPeople={connectedPeople}
            isPersonal={page.kind === "personal"}
            reportUrl={page.reportUrl}
            toolsHref={href}
          />
        </>
      }
    />
  );
}
