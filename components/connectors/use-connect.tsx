"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useContext, useEffect, useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { toast } from "#components/ui/toast.tsx";
import { beginConnectAction } from "#lib/connections/actions.ts";
import { DONE_PAGE } from "#lib/connections/constants.ts";
import type { ConnectInput } from "#lib/connections/schema.ts";
import { ConnectWayContext, onConnectNews, openConnectWindow, tellConnectNews } from "./connect-window.ts";
import type { GivenHeaders } from "./keys-dialog.tsx";
import { type ConnectProblem, useConnectProblem } from "./use-problem-text.ts";

const KeysDialog = dynamic(async () => (await import("./keys-dialog.tsx")).KeysDialog);
const SignInDialog = dynamic(async () => (await import("./sign-in-dialog.tsx")).SignInDialog);

type Connecting = {
  connector: { id: string; name: string; canManage: boolean };
  /** Called when the account was connected without leaving the page. */
  onConnected?: (() => void) | undefined;
};

type Account = ConnectInput["account"];
type SignIn = { url: string; host: string; scopes: string[]; account: Account };
type Keys = { names: string[]; host: string; account: Account };

/**
 * Connects an account: at once where the server asks for nothing, with a key where it takes one, else by way of the
 * provider, in a window beside the page (ConnectWayContext) or away from it and back. `dialog` has to be rendered: it
 * asks for the key, or before anybody leaves.
 */
export function useConnect({ connector, onConnected }: Connecting): {
  connect: (account?: Account) => void;
  pending: boolean;
  dialog: ReactNode;
} {
  const t = useTranslations("connections");
  const problemText = useConnectProblem(connector.canManage);
  const router = useRouter();
  const way = useContext(ConnectWayContext);
  const [pending, startTransition] = useTransition();
  const [signIn, setSignIn] = useState<SignIn | null>(null);
  const [keys, setKeys] = useState<Keys | null>(null);
  const [isAway, setIsAway] = useState(false);
  const [problem, setProblem] = useState<ConnectProblem | null>(null);

  useEffect(() => {
    if (way !== "window") return;
    return onConnectNews((news) => {
      if (news.connectorId !== connector.id) return;
      setIsAway(false);
      if (news.code !== "connected") return setProblem(news.code);
      setSignIn(null);
      onConnected?.();
    });
  }, [way, connector.id, onConnected]);

  const begin = (account: Account, headers?: GivenHeaders, by = way) => {
    const here = window.location.pathname + window.location.search;
    const chosen = { ...(account && { account }), ...(headers && { headers }) };
    const returnTo = by === "window" ? DONE_PAGE : here;
    return orOffline(beginConnectAction({ connectorId: connector.id, returnTo, ...chosen }));
  };
  const done = () => {
    // The page hears that like news from a window, whoever else of it wants to know.
    if (way === "window") return tellConnectNews({ connectorId: connector.id, code: "connected" });
    toast.success(t("connected", { name: connector.name }));
    onConnected?.();
    router.refresh();
  };
  const askToLeave = (begun: Omit<SignIn, "account">, account: Account) => {
    setProblem(null);
    setIsAway(false);
    setSignIn({ ...begun, account });
  };
  const connect = (account?: Account) =>
    startTransition(async () => {
      const begun = await begin(account);
      if (!begun.ok) return toast.error(problemText(begun.code));
      if (begun.value.kind === "sign_in") return askToLeave(begun.value, account);
      if (begun.value.kind === "headers") return setKeys({ ...begun.value, account });
      done();
    });
  const connectWith = async (headers: GivenHeaders): Promise<string | null> => {
    const begun = await begin(keys?.account, headers);
    if (!begun.ok) return problemText(begun.code);
    setKeys(null);
    if (begun.value.kind === "sign_in") askToLeave(begun.value, keys?.account);
    if (begun.value.kind === "connected") done();
    return null;
  };
  const leave = async ({ url, account }: SignIn) => {
    if (way === "page") return window.location.assign(url);
    if (openConnectWindow(url)) return setIsAway(true);
    // The browser opens no window: there and back again in this one, to this very page.
    const begun = await begin(account, undefined, "page");
    if (begun.ok && begun.value.kind === "sign_in") return window.location.assign(begun.value.url);
    setSignIn(null);
    if (!begun.ok) toast.error(problemText(begun.code));
  };
  const dialog = keys ? (
    <KeysDialog connectorName={connector.name} asked={keys} onConnect={connectWith} onClose={() => setKeys(null)} />
  ) : (
    signIn && (
      <SignInDialog
        name={connector.name}
        signIn={signIn}
        isAway={isAway}
        problem={problem && problemText(problem)}
        onLeave={() => leave(signIn)}
        onRetry={() => connect(signIn.account)}
        isRetrying={pending}
        onClose={() => setSignIn(null)}
      />
    )
  );
  return { connect, pending, dialog };
}
