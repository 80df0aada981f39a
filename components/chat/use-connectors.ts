"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import {
  chooseAccountAction,
  freshConnectorsAction,
  saveDefaultsAction,
  setTogglesAction,
  setToolAccessAction,
} from "#lib/chat/actions.ts";
import type { ChosenAccount, ConversationConnector, NewConversationView, Toggle, ToolAccess } from "#lib/chat/types.ts";
import { applyToggles, asDefaults } from "./connector-state.ts";

/** The switches of a conversation and what can be done with them. */
export type ConversationTools = ReturnType<typeof useConnectors>;

/**
 * The conversation's switches, accounts and tool access: the page's own with what was moved since on top, so that a page
 * read anew (an account was connected) keeps them. Before the conversation exists they go along with the first message;
 * afterwards each is saved at once and goes back if that fails.
 */
export function useConnectors(
  view: Pick<NewConversationView, "connectors" | "toolAccess">,
  conversationId: string | null,
) {
  const t = useTranslations("chat");
  const words = useTranslations("toolAccess");
  const [toggles, setToggles] = useState<Toggle[]>([]);
  const [chosen, setChosen] = useState<ConversationConnector[]>([]);
  const [access, setAccess] = useState<ToolAccess>();
  const [fresh, setFresh] = useState<{ than: ConversationConnector[]; connectors: ConversationConnector[] }>();
  const [refreshing, setRefreshing] = useState(false);
  const [announcement, setAnnouncement] = useState("");
  // What was read later counts, whether the page or its lists of tools were.
  const initial = fresh?.than === view.connectors ? fresh.connectors : view.connectors;
  const connectors = useMemo(
    () => applyToggles(initial.map(withChosenAccount(chosen)), toggles),
    [initial, toggles, chosen],
  );
  const toolAccess = access ?? view.toolAccess;
  const accounts = chosen.flatMap(({ connectorId, connection }): ChosenAccount[] =>
    connection ? [{ connectorId, connectionId: connection.id }] : [],
  );

  const nameOf = (id: string) => connectors.find(({ connectorId }) => connectorId === id)?.name ?? "";
  const put = (changes: Toggle[]) =>
    setToggles((before) => {
      const key = ({ connectorId, toolName = "" }: Toggle) => `${connectorId} ${toolName}`;
      const moved = new Set(changes.map(key));
      return [...before.filter((other) => !moved.has(key(other))), ...changes];
    });
  const toggle = async (changes: Toggle[]) => {
    const [first] = changes;
    if (!first) return;
    put(changes);
    const connector = nameOf(first.connectorId);
    const name = changes.length > 1 ? words("menu.allOf", { name: connector }) : (first.toolName ?? connector);
    setAnnouncement(t(first.enabled ? "announce.switchedOn" : "announce.switchedOff", { name }));
    if (conversationId === null) return;
    const saved = await setTogglesAction({ conversationId, toggles: changes }).catch(() => ({ ok: false }));
    if (saved.ok) return;
    put(changes.map((change) => ({ ...change, enabled: !change.enabled })));
    toast.error(t("errors.toggle"));
  };
  const chooseAccess = async (next: ToolAccess) => {
    setAccess(next);
    setAnnouncement(words("menu.accessNow", { access: words(`access.${next}`) }));
    if (conversationId === null) return;
    const saved = await setToolAccessAction({ conversationId, toolAccess: next }).catch(() => ({ ok: false }));
    if (saved.ok) return;
    setAccess(toolAccess);
    toast.error(words("menu.notSaved"));
  };
  const chooseAccount = async (account: ChosenAccount) => {
    const answer = await chooseAccountAction({ conversationId, ...account }).catch(() => ({ ok: false as const }));
    if (!answer.ok) return void toast.error(t("errors.account"));
    const { value } = answer;
    setChosen((before) => [...before.filter(({ connectorId }) => connectorId !== value.connectorId), value]);
    setAnnouncement(t("announce.account", { name: value.name, account: value.connection?.accountName ?? "" }));
  };
  /** Has tool lists that are out of date read again. */
  const refresh = async () => {
    setRefreshing(true);
    const answer = await freshConnectorsAction({ conversationId }).catch(() => ({ ok: false as const }));
    setRefreshing(false);
    if (answer.ok && answer.value) setFresh({ than: view.connectors, connectors: answer.value });
  };
  const saveAsDefault = async () => {
    const saved = await saveDefaultsAction(asDefaults(connectors, toolAccess)).catch(() => ({ ok: false }));
    if (saved.ok) toast.message(words("menu.saved"));
    else toast.error(words("menu.notSaved"));
  };
  return {
    connectors,
    toggles,
    accounts,
    toolAccess,
    refreshing,
    announcement,
    toggle,
    chooseAccess,
    chooseAccount,
    refresh,
    saveAsDefault,
  };
}

/** A connector as it is with the account chosen on this page, for as long as the person still has that account. */
function withChosenAccount(chosen: ConversationConnector[]) {
  return (connector: ConversationConnector): ConversationConnector => {
    const choice = chosen.find(({ connectorId }) => connectorId === connector.connectorId);
    const isThere = connector.accounts.some(({ id }) => id === choice?.connection?.id);
    return choice && isThere ? { ...choice, accounts: connector.accounts } : connector;
  };
}
