"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import { chooseAccountAction, setToggleAction } from "#lib/chat/actions.ts";
import type { ChosenAccount, ConversationConnector, Toggle } from "#lib/chat/types.ts";
import { applyToggle } from "./connector-state.ts";

/**
 * The conversation's switches and accounts: the page's own with those moved since on top, so that a page read anew (an
 * account was connected) keeps them. Before the conversation exists they go along with the first message; afterwards
 * each is saved at once and goes back if that fails.
 */
export function useConnectors(initial: ConversationConnector[], conversationId: string | null) {
  const t = useTranslations("chat");
  const [toggles, setToggles] = useState<Toggle[]>([]);
  const [chosen, setChosen] = useState<ConversationConnector[]>([]);
  const [announcement, setAnnouncement] = useState("");
  const connectors = useMemo(
    () => toggles.reduce(applyToggle, initial.map(withChosenAccount(chosen))),
    [initial, toggles, chosen],
  );
  const accounts = chosen.flatMap(({ connectorId, connection }): ChosenAccount[] =>
    connection ? [{ connectorId, connectionId: connection.id }] : [],
  );

  const put = (change: Toggle) =>
    setToggles((before) => [
      ...before.filter((other) => other.connectorId !== change.connectorId || other.toolName !== change.toolName),
      change,
    ]);
  const toggle = async (change: Toggle) => {
    const name = change.toolName ?? connectors.find((each) => each.connectorId === change.connectorId)?.name ?? "";
    put(change);
    setAnnouncement(t(change.enabled ? "announce.switchedOn" : "announce.switchedOff", { name }));
    if (conversationId === null) return;
    const saved = await setToggleAction({ conversationId, ...change }).catch(() => ({ ok: false }));
    if (saved.ok) return;
    put({ ...change, enabled: !change.enabled });
    toast.error(t("errors.toggle"));
  };
  const chooseAccount = async (account: ChosenAccount) => {
    const answer = await chooseAccountAction({ conversationId, ...account }).catch(() => ({ ok: false as const }));
    if (!answer.ok) return void toast.error(t("errors.account"));
    const { value } = answer;
    setChosen((before) => [...before.filter(({ connectorId }) => connectorId !== value.connectorId), value]);
    setAnnouncement(t("announce.account", { name: value.name, account: value.connection?.accountName ?? "" }));
  };
  return { connectors, toggles, accounts, toggle, chooseAccount, announcement };
}

/** A connector as it is with the account chosen on this page, for as long as the person still has that account. */
function withChosenAccount(chosen: ConversationConnector[]) {
  return (connector: ConversationConnector): ConversationConnector => {
    const choice = chosen.find(({ connectorId }) => connectorId === connector.connectorId);
    const isThere = connector.accounts.some(({ id }) => id === choice?.connection?.id);
    return choice && isThere ? { ...choice, accounts: connector.accounts } : connector;
  };
}
