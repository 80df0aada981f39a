"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ConnectorState } from "#lib/connections/types.ts";
import { ConnectButton } from "./connect-button.tsx";
import { useDisconnect } from "./use-disconnect.ts";

type ConnectionButtonProps = {
  connector: { id: string; name: string; canManage: boolean };
  state: ConnectorState;
  isConnected: boolean;
};

/** The one thing to do next about a connector: "Connect", "Reconnect" or "Disconnect". Nothing while it is blocked. */
export function ConnectionButton({ connector, state, isConnected }: ConnectionButtonProps) {
  if (state === "reconnect" || state === "expires_soon")
    return <ConnectButton connector={connector} kind="reconnect" />;
  if (isConnected) return <DisconnectButton connector={connector} />;
  return state === "blocked" ? null : <ConnectButton connector={connector} />;
}

function DisconnectButton({ connector }: Pick<ConnectionButtonProps, "connector">) {
  const t = useTranslations("connections");
  const disconnect = useDisconnect(connector);
  const [pending, startTransition] = useTransition();
  const button = useFocusHandover<HTMLButtonElement>();
  return (
    <Button ref={button} pending={pending} onClick={() => startTransition(disconnect)}>
      {t("disconnect")}
    </Button>
  );
}
