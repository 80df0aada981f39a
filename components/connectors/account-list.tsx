"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ConnectionView } from "#lib/connections/types.ts";
import { AddAccountDialog } from "./add-account-dialog.tsx";
import { ConnectButton } from "./connect-button.tsx";
import { RenameAccountDialog } from "./rename-account-dialog.tsx";
import { StateBadge } from "./state-badge.tsx";
import { useDisconnect } from "./use-disconnect.ts";

type Connector = { id: string; name: string; canManage: boolean };
type AccountListProps = { connector: Connector; accounts: ConnectionView[]; canAct: boolean };

/** A person's accounts at one connector: which they are, how each stands, and one more. */
export function AccountList({ connector, accounts, canAct }: AccountListProps) {
  const t = useTranslations("connections.accounts");
  const [isAdding, setIsAdding] = useState(false);
  const button = useFocusHandover<HTMLButtonElement>();
  return (
    <>
      <SettingsList label={t("title")}>
        {accounts.map((account) => (
          <AccountRow
            key={account.id}
            connector={connector}
            account={account}
            canAct={canAct}
            isOneOfSeveral={accounts.length > 1}
          />
        ))}
      </SettingsList>
      {canAct && (
        <Button ref={button} className="mt-3" onClick={() => setIsAdding(true)}>
          {t("add")}
        </Button>
      )}
      {isAdding && (
        <AddAccountDialog
          connector={connector}
          unnamed={accounts.find(({ accountName }) => accountName === null) ?? null}
          onClose={() => setIsAdding(false)}
        />
      )}
    </>
  );
}

type AccountRowProps = { connector: Connector; account: ConnectionView; canAct: boolean; isOneOfSeveral: boolean };

function AccountRow({ connector, account, canAct, isOneOfSeveral }: AccountRowProps) {
  const t = useTranslations("connections.accounts");
  const locale = useLocale();
  const [isRenaming, setIsRenaming] = useState(false);
  const [pending, startTransition] = useTransition();
  const disconnect = useDisconnect(connector, account.id);
  const name = account.accountName ?? t("unnamed");
  const needsSignIn = account.state === "reconnect" || account.state === "expires_soon";
  return (
    <SettingsRow
      name={name}
      title={name}
      description={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <StateBadge state={account.state} />
          <RelativeTime at={account.connectedAt} locale={locale} />
        </span>
      }
      action={
        canAct && (
          <>
            {needsSignIn && (
              <ConnectButton connector={connector} kind="reconnect" account={{ id: account.id }} size="sm" />
            )}
            <Button size="sm" aria-label={t("renameNamed", { name })} onClick={() => setIsRenaming(true)}>
              {t("rename")}
            </Button>
            {isOneOfSeveral && (
              <Button
                size="sm"
                aria-label={t("disconnectNamed", { name })}
                pending={pending}
                onClick={() => startTransition(disconnect)}
              >
                {t("disconnect")}
              </Button>
            )}
            {isRenaming && <RenameAccountDialog account={account} onClose={() => setIsRenaming(false)} />}
          </>
        )
      }
    />
  );
}
