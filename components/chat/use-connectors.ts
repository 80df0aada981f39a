"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { toast } from "#components/ui/toast.tsx";
import { setToggleAction } from "#lib/chat/actions.ts";
import type { ConversationConnector, Toggle } from "#lib/chat/types.ts";
import { applyToggle } from "./connector-state.ts";

/**
 * The conversation's switches: the page's own with those moved since on top, so that a page read anew (an account was
 * connected) keeps them. Before the conversation exists they go along with the first message; afterwards each is saved
 * at once and goes back if that fails.
 */
export function useConnectors(initial: ConversationConnector[], conversationId: string | null) {
  const t = useTranslations("chat");
  const [toggles, setToggles] = useState<Toggle[]>([]);
  const [announcement, setAnnouncement] = useState("");
  const connectors = useMemo(() => toggles.reduce(applyToggle, initial), [initial, toggles]);

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
  return { connectors, toggles, toggle, announcement };
}
