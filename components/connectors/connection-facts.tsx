import { useLocale, useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { explanationOf } from "#lib/connections/labels.ts";
import type { ConnectionView, ConnectorState } from "#lib/connections/types.ts";
import type { ConnectorView } from "#lib/connectors/types.ts";
import { Fact } from "./found-server.tsx";
import { StateBadge } from "./state-badge.tsx";

type ConnectionFactsProps = {
  connector: ConnectorView;
  connection: ConnectionView | null;
  state: ConnectorState;
  /** The headers that the person gave; their values are never shown. */
  ownHeaders?: readonly { name: string; setAt: Date }[];
};

/** Where a person stands with a connector: state, address, since when and until when. */
export function ConnectionFacts({ connector, connection, state, ownHeaders = [] }: ConnectionFactsProps) {
  const t = useTranslations("connectors");
  const explained = useTranslations("connections.explained");
  const keys = useTranslations("connections.keys");
  const locale = useLocale();
  const explanation = explanationOf(state, connection);
  return (
    <Card className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <StateBadge state={state} />
        {explanation && <span className="text-muted text-sm">{explained(explanation)}</span>}
      </div>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
        <Fact name={t("admin.address")}>{connector.url ?? connector.host}</Fact>
        {connection && (
          <>
            {connection.accountName && <Fact name={t("tools.account")}>{connection.accountName}</Fact>}
            <Fact name={t("tools.since")}>
              <RelativeTime at={connection.connectedAt} locale={locale} />
            </Fact>
            {ownHeaders.map(({ name, setAt }) => (
              <Fact key={name} name={<code>{name}</code>}>
                {keys("setAt")} <RelativeTime at={setAt} locale={locale} />
              </Fact>
            ))}
            {connection.endsAt && (
              <Fact name={t("tools.until")}>
                <RelativeTime at={connection.endsAt} locale={locale} />
              </Fact>
            )}
            {connection.toolsSyncedAt && (
              <Fact name={t("tools.synced")}>
                <RelativeTime at={connection.toolsSyncedAt} locale={locale} />
              </Fact>
            )}
          </>
        )}
      </dl>
    </Card>
  );
}
