"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import type { ButtonSize, ButtonVariant } from "#components/ui/button-class.ts";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import { useConnect } from "./use-connect.tsx";

type ConnectButtonProps = {
  connector: { id: string; name: string; canManage: boolean };
  kind?: "connect" | "reconnect" | "replaceKey";
  /** Which of the person's accounts; left out: the first. */
  account?: ConnectInput["account"];
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Called when the account was connected without leaving the page. */
  onConnected?: () => void;
};

/** "Connect", "Reconnect", or "Replace key" where the person gave one. */
export function ConnectButton(props: ConnectButtonProps) {
  const { connector, kind = "connect", account, variant, size, onConnected } = props;
  const t = useTranslations("connections");
  const { connect, pending, dialog } = useConnect({ connector, onConnected });
  const button = useFocusHandover<HTMLButtonElement>();
  return (
    <>
      <Button
        ref={button}
        variant={variant ?? (kind === "connect" ? "primary" : "secondary")}
        size={size}
        pending={pending}
        onClick={() => connect(account)}
      >
        {t(kind === "replaceKey" ? "keys.replace" : kind)}
      </Button>
      {dialog}
    </>
  );
}
