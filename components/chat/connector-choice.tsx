"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import { ConnectorIcon } from "#components/connectors/connector-icon.tsx";
import type { ConversationConnector } from "#lib/chat/types.ts";

type ConnectorChoiceProps = {
  connectors: ConversationConnector[];
  canManage: boolean;
  onChoose: (connectorId: string) => void;
};

/** Every connector, to choose the one to take something from; those that cannot be asked now say why. */
export function ConnectorChoice({ connectors, canManage, onChoose }: ConnectorChoiceProps) {
  const t = useTranslations("content");
  const states = useTranslations("connections.states");
  if (connectors.length === 0)
    return (
      <p className="text-muted">
        {t("none")}{" "}
        <Link href="/settings/connectors" className="text-accent-text underline underline-offset-2">
          {t("manage")}
        </Link>
      </p>
    );
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {connectors.map(({ connectorId, name, iconUrl, state, connection, enabled }) => {
        const action = state === "not_connected" ? "connect" : state === "reconnect" ? "reconnect" : null;
        const isUsable = connection !== null && enabled && state !== "blocked" && action === null;
        const note = state === "blocked" || action ? states(state) : enabled ? null : t("off");
        return (
          <li key={connectorId} className="flex items-center gap-3 px-3">
            {isUsable ? (
              <button
                type="button"
                onClick={() => onChoose(connectorId)}
                className="-mx-3 flex min-w-0 flex-1 items-center gap-3 rounded-md px-3 py-2.5 text-left hover:bg-hover"
              >
                <ConnectorIcon name={name} iconUrl={iconUrl} />
                <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
              </button>
            ) : (
              <>
                <ConnectorIcon name={name} iconUrl={iconUrl} />
                <span className="min-w-0 flex-1 py-2.5">
                  <span className="block truncate font-medium">{name}</span>
                  {note && <span className="block text-muted text-sm">{note}</span>}
                </span>
                {action && (
                  <ConnectButton
                    connector={{ id: connectorId, name, canManage }}
                    kind={action}
                    variant="secondary"
                    size="sm"
                  />
                )}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
