"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { toast } from "#components/ui/toast.tsx";
import { beginConnectAction } from "#lib/connections/actions.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import type { GivenHeaders } from "./keys-dialog.tsx";
import { SignInDialog } from "./sign-in-dialog.tsx";
import { useConnectProblem } from "./use-problem-text.ts";

const KeysDialog = dynamic(async () => (await import("./keys-dialog.tsx")).KeysDialog);

type Connecting = {
  connector: { id: string; name: string; canManage: boolean };
  /** Called when the account was connected without leaving the page. */
  onConnected?: (() => void) | undefined;
};

type Account = ConnectInput["account"];
type SignIn = { url: string; host: string; scopes: string[] };
type Keys = { names: string[]; host: string; account: Account };

/**
 * Connects an account: at once where the server asks for nothing, with a key where it takes one, else by way of the
 * provider and back to this page. `dialog` has to be rendered: it asks for the key, or before anybody leaves.
 */
export function useConnect({ connector, onConnected }: Connecting): {
  connect: (account?: Account) => void;
  pending: boolean;
  dialog: ReactNode;
} {
  const t = useTranslations("connections");
  const problemText = useConnectProblem(connector.canManage);
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [signIn, setSignIn] = useState<SignIn | null>(null);
  const [keys, setKeys] = useState<Keys | null>(null);
  const begin = (account: Account, headers?: GivenHeaders) => {
    const returnTo = window.location.pathname + window.location.search;
    const chosen = { ...(account && { account }), ...(headers && { headers }) };
    return beginConnectAction({ connectorId: connector.id, returnTo, ...chosen });
  };
  const done = () => {
    toast.success(t("connected", { name: connector.name }));
    onConnected?.();
    router.refresh();
  };
  const connect = (account?: Account) =>
    startTransition(async () => {
      const begun = await begin(account);
      if (!begun.ok) return toast.error(problemText(begun.code));
      if (begun.value.kind === "sign_in") return setSignIn(begun.value);
      if (begun.value.kind === "headers") return setKeys({ ...begun.value, account });
      done();
    });
  const connectWith = async (headers: GivenHeaders): Promise<string | null> => {
    const begun = await begin(keys?.account, headers);
    if (!begun.ok) return problemText(begun.code);
    setKeys(null);
    if (begun.value.kind === "sign_in") setSignIn(begun.value);
    if (begun.value.kind === "connected") done();
    return null;
  };
  const dialog = keys ? (
    <KeysDialog connectorName={connector.name} asked={keys} onConnect={connectWith} onClose={() => setKeys(null)} />
  ) : (
    signIn && <SignInDialog name={connector.name} signIn={signIn} onClose={() => setSignIn(null)} />
  );
  return { connect, pending, dialog };
}
