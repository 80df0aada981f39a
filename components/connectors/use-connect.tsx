"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { toast } from "#components/ui/toast.tsx";
import { beginConnectAction } from "#lib/connections/actions.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import { SignInDialog } from "./sign-in-dialog.tsx";
import { useConnectProblem } from "./use-problem-text.ts";

type Connecting = {
  connector: { id: string; name: string; canManage: boolean };
  /** Called when the account was connected without leaving the page. */
  onConnected?: (() => void) | undefined;
};

type SignIn = { url: string; host: string; scopes: string[] };

/**
 * Connects an account: at once where the server asks for no sign-in, else by way of the provider and back to this page.
 * `dialog` has to be rendered: it asks before anybody leaves.
 */
export function useConnect({ connector, onConnected }: Connecting): {
  connect: (account?: ConnectInput["account"]) => void;
  pending: boolean;
  dialog: ReactNode;
} {
  const t = useTranslations("connections");
  const problemText = useConnectProblem(connector.canManage);
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [signIn, setSignIn] = useState<SignIn | null>(null);
  const connect = (account?: ConnectInput["account"]) =>
    startTransition(async () => {
      const returnTo = window.location.pathname + window.location.search;
      const begun = await beginConnectAction({ connectorId: connector.id, returnTo, ...(account && { account }) });
      if (!begun.ok) return toast.error(problemText(begun.code));
      if (begun.value.kind === "sign_in") return setSignIn(begun.value);
      toast.success(t("connected", { name: connector.name }));
      onConnected?.();
      router.refresh();
    });
  const dialog = signIn && <SignInDialog name={connector.name} signIn={signIn} onClose={() => setSignIn(null)} />;
  return { connect, pending, dialog };
}
