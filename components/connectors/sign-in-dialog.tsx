"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";

type SignInDialogProps = {
  name: string;
  signIn: { url: string; host: string; scopes: string[] };
  /** The provider's page is open in a window of its own. */
  isAway: boolean;
  /** How the last try ended, in words; null: there was none, or it goes on. */
  problem: string | null;
  /** Leads to the provider. */
  onLeave: () => Promise<void> | void;
  /** Prepares another sign-in after one that ended badly. */
  onRetry: () => void;
  isRetrying: boolean;
  onClose: () => void;
};

/** What one should know before leaving for a provider: where it leads and what is asked for; then, how to get on. */
export function SignInDialog(props: SignInDialogProps) {
  const { name, signIn, isAway, problem, onLeave, onRetry, isRetrying, onClose } = props;
  const t = useTranslations("connections.dialog");
  const common = useTranslations("common");
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    // Who comes back by the browser's button may find the page as they left it.
    const onBack = () => setLeaving(false);
    window.addEventListener("pageshow", onBack);
    return () => window.removeEventListener("pageshow", onBack);
  }, []);
  useEffect(() => {
    if (isAway) setLeaving(false);
  }, [isAway]);
  const leave = () => {
    setLeaving(true);
    void onLeave();
  };
  const step = (body: ReactNode, next: string, onNext: () => void, isPending: boolean) => (
    <>
      {body}
      <DialogFooter>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="primary" pending={isPending} onClick={onNext}>
          {next}
        </Button>
      </DialogFooter>
    </>
  );
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("title", { name })} closeLabel={common("close")}>
        {problem !== null
          ? step(
              <Callout tone="danger" role="alert">
                {problem}
              </Callout>,
              t("tryAgain"),
              onRetry,
              isRetrying,
            )
          : isAway
            ? step(
                <div role="status" className="space-y-3">
                  <p>{t("away", { host: signIn.host })}</p>
                  <p className="text-muted text-sm">{t("awayHint")}</p>
                </div>,
                t("openAgain"),
                leave,
                false,
              )
            : step(<WhatIsAsked {...signIn} />, t("continue", { host: signIn.host }), leave, leaving)}
      </DialogContent>
    </Dialog>
  );
}

function WhatIsAsked({ host, scopes }: SignInDialogProps["signIn"]) {
  const t = useTranslations("connections.dialog");
  return (
    <>
      <p>{t.rich("sentTo", { host: () => <strong className="wrap-anywhere font-mono">{host}</strong> })}</p>
      {scopes.length > 0 ? (
        <div className="space-y-1">
          <p>{t("asksFor")}</p>
          <ul className="max-h-48 list-disc space-y-0.5 overflow-y-auto pl-5">
            {scopes.map((scope) => (
              <li key={scope} className="wrap-anywhere font-mono text-sm">
                {scope}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p>{t("asksForNothing")}</p>
      )}
      <p className="text-muted text-sm">{t("trust")}</p>
    </>
  );
}
