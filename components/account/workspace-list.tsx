"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { useProblemText } from "#components/auth/problem.ts";
import { SettingsList, SettingsRow } from "#components/settings/settings-row.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { leaveOrganizationAction } from "#lib/orgs/actions.ts";
import type { Workspace } from "#lib/orgs/types.ts";

/** Where one belongs, and the way out. */
export function WorkspaceList({ workspaces }: { workspaces: Workspace[] }) {
  const t = useTranslations("account");
  const roles = useTranslations("members.roles");
  return (
    <SettingsList label={t("workspaces")}>
      {workspaces.map((workspace) => (
        <SettingsRow
          key={workspace.id}
          name={workspace.name}
          title={workspace.name}
          description={workspace.kind === "personal" ? t("personal") : roles(workspace.role)}
          action={workspace.kind === "organization" && <LeaveButton workspace={workspace} />}
        />
      ))}
    </SettingsList>
  );
}

function LeaveButton({ workspace: { id, name } }: { workspace: Workspace }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const problem = useProblemText();
  const [open, setOpen] = useState(false);
  const [pending, startTransition] = useTransition();
  const leave = () =>
    startTransition(async () => {
      const left = await orOffline(leaveOrganizationAction({ orgId: id }));
      if (!left.ok) toast.error(problem(left.code, left.id));
      if (left.ok || left.code !== "offline") setOpen(false);
    });
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)} aria-label={t("leaveLabel", { name })}>
        {t("leave")}
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title={t("leaveTitle", { name })}
        description={t("leaveDescription", { name })}
        cancelLabel={common("cancel")}
        confirmLabel={t("leave")}
        pending={pending}
        onConfirm={leave}
      />
    </>
  );
}
