import Link from "next/link";
import { useTranslations } from "next-intl";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import type { ConnectorListItem, ConnectorsPage } from "#lib/connections/loaders.ts";
import type { ConnectorState } from "#lib/connections/types.ts";
import { ConnectionButton } from "./connection-button.tsx";
import { ConnectorMenu } from "./connector-menu.tsx";
import { ConnectorTitle } from "./connector-title.tsx";
import { StateBadge } from "./state-badge.tsx";

const EXPLAINED = new Set([
  "key_refused",
  "expires_soon",
  "reconnect",
  "degraded",
  "blocked",
  "needs_review",
  "unreachable",
] as const);

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
  const explained = useTranslations("connections.explained");
  const explanation = explanationOf(state, connection);
  const href = `/settings/connectors/${connector.id}`;
  return (
    <SettingsRow
      name={connector.name}
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
          </span>
          {explanation && <p className="mt-1">{explained(explanation)}</p>}
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

type Explained = typeof EXPLAINED extends Set<infer State> ? State : never;

/** The sentence, beside its word, that a state needs; null: the word says it all. */
export function explanationOf(
  state: ConnectorState,
  connection: { stateReason: string | null } | null,
): Explained | null {
  const word = state === "reconnect" && connection?.stateReason === "key_refused" ? "key_refused" : state;
  return EXPLAINED.has(word as Explained) ? (word as Explained) : null;
}
