"use client";

import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { useProblemText } from "#components/auth/problem.ts";
import { SettingsRow } from "#components/settings/settings-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { revokeInviteAction } from "#lib/orgs/actions.ts";
import type { PendingInvite } from "#lib/orgs/types.ts";

/** An invitation nobody has used, and the way to withdraw it. */
export function InviteRow({ invite, mayWithdraw }: { invite: PendingInvite; mayWithdraw: boolean }) {
  const t = useTranslations("members");
  const locale = useLocale();
  const problem = useProblemText();
  const [pending, startTransition] = useTransition();
  const note = invite.note || t("unnamed");
  const withdraw = () =>
    startTransition(async () => {
      const withdrawn = await orOffline(revokeInviteAction({ inviteId: invite.id }));
      if (withdrawn.ok) toast.success(t("withdrawn"));
      else toast.error(problem(withdrawn.code, withdrawn.id));
    });
  const description = (
    <>
      {t("inviteBy", { role: t(`roles.${invite.role}`), name: invite.createdBy })} · {t("expiresLabel")}{" "}
      <RelativeTime at={invite.expiresAt} locale={locale} />
    </>
  );
  return (
    <SettingsRow
      name={note}
      title={note}
      description={description}
      action={
        mayWithdraw && (
          <Button size="sm" pending={pending} onClick={withdraw} aria-label={t("withdrawLabel", { note })}>
            {t("withdraw")}
          </Button>
        )
      }
    />
  );
}
