"use client";

import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { VisibleText } from "#components/chat/visible-text.tsx";
import { LongList } from "#components/settings/long-list.tsx";
import { SettingsRow } from "#components/settings/settings-row.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFocusHandover } from "#components/ui/use-focus-handover.ts";
import { revokeGrantAction } from "#lib/approvals/actions.ts";
import type { GrantView } from "#lib/approvals/types.ts";
import { useConnectorProblem } from "../use-connector-problem.ts";

/** What the person allowed for good, each to be taken back. */
export function GrantList({ grants }: { grants: readonly GrantView[] }) {
  const t = useTranslations("permissions.grants");
  if (grants.length === 0) return <EmptyState title={t("none")}>{t("noneText")}</EmptyState>;
  return (
    <LongList
      label={t("title")}
      search={t("search")}
      items={grants.map((grant) => ({
        key: grant.id,
        words: [grant.toolName, grant.title, grant.connectorName, grant.accountName].join(" "),
        row: <GrantRow grant={grant} />,
      }))}
    />
  );
}

function GrantRow({ grant }: { grant: GrantView }) {
  const t = useTranslations("permissions.grants");
  const locale = useLocale();
  const problemText = useConnectorProblem();
  const button = useFocusHandover<HTMLButtonElement>();
  const [pending, startTransition] = useTransition();
  const { id, toolName, title, connectorName, accountName, createdAt, lastUsedAt, isOutdated } = grant;
  const revoke = () =>
    startTransition(async () => {
      const revoked = await orOffline(revokeGrantAction({ grantId: id }));
      if (revoked.ok) toast.success(t("revoked", { tool: toolName }));
      else toast.error(problemText(revoked.code));
    });
  return (
    <SettingsRow
      name={toolName}
      title={
        <span className="flex flex-wrap items-center gap-x-2">
          <code>
            <VisibleText text={toolName} />
          </code>
          {title && title !== toolName && (
            <span className="font-normal text-muted">
              <VisibleText text={title} />
            </span>
          )}
          {isOutdated && <Badge tone="warning">{t("outdated")}</Badge>}
        </span>
      }
      description={
        <span className="flex flex-wrap gap-x-1.5">
          <span>
            <VisibleText
              text={accountName ? t("at", { connector: connectorName, account: accountName }) : connectorName}
            />
          </span>
          <span aria-hidden>·</span>
          <span>{t.rich("since", { when: () => <RelativeTime at={createdAt} locale={locale} /> })}</span>
          <span aria-hidden>·</span>
          <span>
            {lastUsedAt
              ? t.rich("lastUsed", { when: () => <RelativeTime at={lastUsedAt} locale={locale} /> })
              : t("neverUsed")}
          </span>
        </span>
      }
      action={
        <Button
          ref={button}
          size="sm"
          pending={pending}
          aria-label={t("revokeNamed", { tool: toolName, connector: connectorName })}
          onClick={revoke}
        >
          {t("revoke")}
        </Button>
      }
    />
  );
}
