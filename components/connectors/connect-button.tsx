"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button, type ButtonSize, type ButtonVariant } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import { beginConnectAction } from "#lib/connections/actions.ts";
import { SignInDialog } from "./sign-in-dialog.tsx";
import { useConnectProblem } from "./use-problem-text.ts";

type ConnectButtonProps = {
  connector: { id: string; name: string; canManage: boolean };
  kind?: "connect" | "reconnect";
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Called when the account was connected without leaving the page. */
  onConnected?: () => void;
};

type SignIn = { url: string; host: string; scopes: string[] };

/** "Connect": at once where the server asks for no sign-in, else by way of the provider and back to this page. */
export function ConnectButton({ connector, kind = "connect", variant, size, onConnected }: ConnectButtonProps) {
  const t = useTranslations("connections");
  const problemText = useConnectProblem(connector.canManage);
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [signIn, setSignIn] = useState<SignIn | null>(null);

  const button = useFocusHandover<HTMLButtonElement>();

  const connect = () =>
    startTransition(async () => {
      const returnTo = window.location.pathname + window.location.search;
      const begun = await beginConnectAction({ connectorId: connector.id, returnTo });
      if (!begun.ok) return toast.error(problemText(begun.code));
      if (begun.value.kind === "sign_in") return setSignIn(begun.value);
      toast.success(t("connected", { name: connector.name }));
      onConnected?.();
      router.refresh();
    });

  return (
    <>
      <Button
        ref={button}
        variant={variant ?? (kind === "connect" ? "primary" : "secondary")}
        size={size}
        pending={pending}
        onClick={connect}
      >
        {t(kind)}
      </Button>
      {signIn && <SignInDialog name={connector.name} signIn={signIn} onClose={() => setSignIn(null)} />}
    </>
  );
}
