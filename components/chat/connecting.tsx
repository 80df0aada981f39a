"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useEffect, useMemo, useState } from "react";
import { ConnectWayContext, onConnectNews } from "#components/connectors/connect-window.ts";
import { toast } from "#components/ui/toast.tsx";
import type { ConversationConnector, Transcript } from "#lib/chat/types.ts";
import { RESULT_CONNECTOR_PARAM, RESULT_PARAM } from "#lib/connections/constants.ts";
import { type ConnectCode, isConnectCode } from "#lib/connections/errors.ts";
import { waitingCalls } from "./waiting-calls.ts";

/** What the cards of calls that wait for a connection are shown by. */
export type Waiting = {
  connectors: ReadonlyMap<string, ConversationConnector>;
  /** How the last sign-in of a connector ended, where it did not go well. */
  problems: ReadonlyMap<string, ConnectCode>;
  /** The calls that wait, by the one that shows the card for all of the same connector. */
  calls: ReadonlyMap<string, number>;
};

export const WaitingContext = createContext<Waiting>({ connectors: new Map(), problems: new Map(), calls: new Map() });

type ConnectingProps = {
  connectors: ConversationConnector[];
  /** Left out: there is no conversation yet. */
  transcript?: Transcript;
  children: ReactNode;
};

/**
 * Connecting from inside the chat: providers open in a window of their own, and the page hears how that ended, from
 * whichever of its windows, and reads the connectors anew.
 */
export function Connecting({ connectors, transcript, children }: ConnectingProps) {
  const t = useTranslations("connections");
  const router = useRouter();
  const params = useSearchParams();
  // A sign-in that led away from this page and back tells it in the address (connect-result.tsx).
  const [problems, setProblems] = useState(() => {
    const code = params.get(RESULT_PARAM) ?? "";
    const connectorId = params.get(RESULT_CONNECTOR_PARAM);
    return connectorId !== null && isConnectCode(code) ? withResult(new Map(), connectorId, code) : new Map();
  });
  const names = useMemo(() => new Map(connectors.map(({ connectorId, name }) => [connectorId, name])), [connectors]);

  useEffect(
    () =>
      onConnectNews(({ connectorId, code }) => {
        setProblems((before) => withResult(before, connectorId, code));
        const name = names.get(connectorId);
        if (code !== "connected" || name === undefined) return;
        toast.success(t("connected", { name }));
        router.refresh();
      }),
    [names, router, t],
  );
  const waiting = useMemo(
    (): Waiting => ({
      connectors: new Map(connectors.map((connector) => [connector.connectorId, connector])),
      problems,
      calls: waitingCalls(transcript),
    }),
    [connectors, problems, transcript],
  );
  return (
    <ConnectWayContext value="window">
      <WaitingContext value={waiting}>{children}</WaitingContext>
    </ConnectWayContext>
  );
}

function withResult(
  problems: ReadonlyMap<string, ConnectCode>,
  connectorId: string,
  code: "connected" | ConnectCode,
): ReadonlyMap<string, ConnectCode> {
  const next = new Map(problems);
  if (code === "connected") next.delete(connectorId);
  else next.set(connectorId, code);
  return next;
}
