"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import { setToggleAction } from "#lib/chat/actions.ts";
import type { ConversationConnector, Toggle } from "#lib/chat/types.ts";
import { applyToggle } from "./connector-state.ts";

/**
 * The conversation's switches. Before the conversation exists they are kept here and go along with the first message;
 * afterwards each is saved at once and goes back if that fails.
 */
export function useConnectors(initial: ConversationConnector[], conversationId: string | null) {
  const t = useTranslations("chat");
  const [connectors, setConnectors] = useState(initial);
  const [toggles, setToggles] = useState<Toggle[]>([]);
  const [announcement, setAnnouncement] = useState("");

  const toggle = async (change: Toggle) => {
    setConnectors((before) => applyToggle(before, change));
    const name = change.toolName ?? connectors.find((each) => each.connectorId === change.connectorId)?.name ?? "";
    setAnnouncement(t(change.enabled ? "announce.switchedOn" : "announce.switchedOff", { name }));
    if (conversationId === null) {
      const isSame = (other: Toggle) => other.connectorId === change.connectorId && other.toolName === change.toolName;
      return setToggles((before) => [...before.filter((other) => !isSame(other)), change]);
    }
    const saved = await setToggleAction({ conversationId, ...change });
    if (saved.ok) return;
    setConnectors((before) => applyToggle(before, { ...change, enabled: !change.enabled }));
    toast.error(t("errors.toggle"));
  };
  return { connectors, toggles, toggle, announcement };
}
