"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { useProblemText } from "#components/auth/problem.ts";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { endOtherSessionsAction, endSessionAction } from "#lib/auth/actions.ts";
import type { SessionEntry } from "#lib/auth/types.ts";
import { describeUserAgent } from "./user-agent.ts";

/** Where one is signed in, and the way to end it. */
export function SessionList({ sessions }: { sessions: SessionEntry[] }) {
  const t = useTranslations("account");
  return (
    <div className="space-y-3">
      <SettingsList label={t("sessions")}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </SettingsList>
      {sessions.length > 1 ? <EndOthers /> : <p className="text-muted text-sm">{t("noOthers")}</p>}
    </div>
  );
}

function SessionRow({ session }: { session: SessionEntry }) {
  const t = useTranslations("account");
  const locale = useLocale();
  const problem = useProblemText();
  const [pending, startTransition] = useTransition();
  const known = describeUserAgent(session.userAgent);
  const name = known ? t("browserOn", known) : t("unknownBrowser");
  const end = () =>
    startTransition(async () => {
      const ended = await orOffline(endSessionAction({ sessionId: session.id }));
      if (ended.ok) toast.success(t("sessionEnded"));
      else toast.error(problem(ended.code, ended.id));
    });
  const times = (
    <>
      {t("signedIn")} <RelativeTime at={session.createdAt} locale={locale} />, {t("lastSeen")}{" "}
      <RelativeTime at={session.lastSeenAt} locale={locale} />
    </>
  );
  return (
    <SettingsRow
      name={name}
      title={name}
      description={times}
      action={
        session.isCurrent ? (
          <Badge tone="accent">{t("thisBrowser")}</Badge>
        ) : (
          <Button size="sm" pending={pending} onClick={end} aria-label={t("endSessionOf", { name })}>
            {t("endSession")}
          </Button>
        )
      }
    />
  );
}

function EndOthers() {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const problem = useProblemText();
  const [open, setOpen] = useState(false);
  const [pending, startTransition] = useTransition();
  const end = () =>
    startTransition(async () => {
      const ended = await orOffline(endOtherSessionsAction({}));
      if (ended.ok) toast.success(t("othersEnded", ended.value));
      else toast.error(problem(ended.code, ended.id));
      if (ended.ok || ended.code !== "offline") setOpen(false);
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("endOthers")}</Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={t("endOthersTitle")}
        description={t("endOthersDescription")}
        cancelLabel={common("cancel")}
        confirmLabel={t("endOthers")}
        pending={pending}
        onConfirm={end}
      />
    </>
  );
}
