"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { beginConnectAction } from "#lib/connections/actions.ts";

type ConnectButtonProps = { connectorId: string; returnTo: string; label: string };

/** Leads to the connector's sign-in and back to this conversation. */
export function ConnectButton({ connectorId, returnTo, label }: ConnectButtonProps) {
  const t = useTranslations("chat");
  const [pending, startTransition] = useTransition();
  const connect = () =>
    startTransition(async () => {
      const begun = await beginConnectAction({ connectorId, returnTo });
      if (!begun.ok) return toast.error(t("errors.connect"));
      window.location.assign(begun.value.kind === "sign_in" ? begun.value.url : returnTo);
    });
  return (
    <Button size="sm" pending={pending} onClick={connect}>
      {label}
    </Button>
  );
}
