"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent, DialogFooter } from "#components/ui/dialog.tsx";

type SignInDialogProps = {
  name: string;
  signIn: { url: string; host: string; scopes: string[] };
  onClose: () => void;
};

/** What one should know before leaving for a provider: where it leads and what is asked for. */
export function SignInDialog({ name, signIn, onClose }: SignInDialogProps) {
  const t = useTranslations("connections.dialog");
  const common = useTranslations("common");
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    // Who comes back by the browser's button may find the page as they left it.
    const onBack = () => setLeaving(false);
    window.addEventListener("pageshow", onBack);
    return () => window.removeEventListener("pageshow", onBack);
  }, []);
  const leave = () => {
    setLeaving(true);
    window.location.assign(signIn.url);
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("title", { name })} closeLabel={common("close")}>
        <p>{t.rich("sentTo", { host: () => <strong className="wrap-anywhere font-mono">{signIn.host}</strong> })}</p>
        {signIn.scopes.length > 0 ? (
          <div className="space-y-1">
            <p>{t("asksFor")}</p>
            <ul className="max-h-48 list-disc space-y-0.5 overflow-y-auto pl-5">
              {signIn.scopes.map((scope) => (
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
        <DialogFooter>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" pending={leaving} onClick={leave}>
            {t("continue", { host: signIn.host })}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
