"use client";

import { TriangleAlert, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ConnectButton } from "#components/connectors/connect-button.tsx";
import { onConnectNews } from "#components/connectors/connect-window.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { ConversationConnector } from "#lib/chat/types.ts";
import type { AccountStanding } from "#lib/connections/types.ts";
import { preflightNotes } from "./preflight-notes.ts";
import { listStandings } from "./requests.ts";

/** As many get a line of their own. */
const SHOWN = 2;

type PreflightProps = {
  /** null: there is no conversation yet. */
  conversationId: string | null;
  connectors: ConversationConnector[];
  /** Whether the person may change connectors. */
  canManage: boolean;
};

/** Above the composer: which connectors of this conversation would fail now, and the way to mend that. Holds up nothing. */
export function Preflight({ conversationId, connectors, canManage }: PreflightProps) {
  const t = useTranslations("waiting.preflight");
  const locale = useLocale();
  const standings = useStandings(connectors);
  const [hidden, setHidden] = useHidden(conversationId ?? "new");
  const notes = preflightNotes(connectors, standings, Date.now());
  const said = notes.map(({ connectorId, kind }) => `${connectorId} ${kind}`).join();
  if (notes.length === 0 || said === hidden) return null;
  return (
    <section aria-label={t("label")} className="mb-2 flex items-start gap-2 px-1 text-muted text-sm">
      <TriangleAlert aria-hidden className="mt-1.5 size-4 shrink-0 text-warning" />
      <ul className="min-w-0 flex-1">
        {notes.slice(0, SHOWN).map(({ connectorId, name, kind, endsAt }) => (
          <li key={connectorId} className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
            <span className="wrap-anywhere" suppressHydrationWarning>
              {kind === "expires"
                ? t("expires", { name, time: endsAt ? timeOf(endsAt, locale) : "" })
                : t(kind, { name })}
            </span>
            {(kind === "reconnect" || kind === "expires") && (
              <ConnectButton connector={{ id: connectorId, name, canManage }} kind="reconnect" size="sm" />
            )}
          </li>
        ))}
        {notes.length > SHOWN && <li className="min-h-7 py-1">{t("more", { count: notes.length - SHOWN })}</li>}
      </ul>
      <IconButton size="sm" label={t("dismiss")} onClick={() => setHidden(said)}>
        <X aria-hidden />
      </IconButton>
    </section>
  );
}

function timeOf(at: string, locale: string): string {
  return new Date(at).toLocaleTimeString(locale, { timeStyle: "short" });
}

/** How the accounts stand, looked up when the page is opened, whenever it is seen again, and after each sign-in. */
function useStandings(connectors: ConversationConnector[]): ReadonlyMap<string, AccountStanding> {
  const router = useRouter();
  const [standings, setStandings] = useState<ReadonlyMap<string, AccountStanding>>(new Map());
  const shown = useRef(connectors);
  shown.current = connectors;
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      if (document.hidden) return;
      const now = await listStandings();
      if (!now || isGone) return;
      const byId = new Map(now.map((one) => [one.connectionId, one]));
      setStandings(byId);
      const isOutdated = ({ connection, state }: ConversationConnector) =>
        connection !== null && byId.get(connection.id)?.state !== state;
      // Menus and switches tell the same.
      if (shown.current.some(isOutdated)) router.refresh();
    };
    void look();
    document.addEventListener("visibilitychange", look);
    const deafen = onConnectNews(() => void look());
    return () => {
      isGone = true;
      deafen();
      document.removeEventListener("visibilitychange", look);
    };
  }, [router]);
  return standings;
}

/** What the person does not want to be told again in this conversation, kept for this tab. */
function useHidden(key: string): [string | null, (said: string) => void] {
  const entry = `patchbay.preflight.${key}`;
  const [hidden, setHidden] = useState<string | null>(null);
  useEffect(() => setHidden(sessionStorage.getItem(entry)), [entry]);
  const hide = (said: string) => {
    setHidden(said);
    sessionStorage.setItem(entry, said);
  };
  return [hidden, hide];
}
