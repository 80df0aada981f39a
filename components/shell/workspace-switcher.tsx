"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { orOffline } from "#components/auth/or-offline.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import { switchWorkspaceAction } from "#lib/auth/actions.ts";
import type { Workspace } from "#lib/orgs/types.ts";

const NewOrganizationDialog = dynamic(
  async () => (await import("./new-organization-dialog.tsx")).NewOrganizationDialog,
);

/** The workspace one acts in, and the way to another or a new one. */
export function WorkspaceSwitcher({ workspace, workspaces }: { workspace: Workspace; workspaces: Workspace[] }) {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const organizations = useTranslations("organizations");
  const [creating, setCreating] = useState(false);
  const [pending, startTransition] = useTransition();
  const change = (orgId: string) =>
    startTransition(async () => {
      const refused = await orOffline(switchWorkspaceAction({ orgId }));
      if (refused?.ok === false) toast.error(refused.code === "offline" ? common("offline") : t("failed"));
    });
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger
          aria-label={t("switchWorkspace", { name: workspace.name })}
          aria-busy={pending}
          className="flex h-10 w-full min-w-0 items-center gap-2 rounded-md px-2 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover"
        >
          <Avatar name={workspace.name} square />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{workspace.name}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="w-58">
          <DropdownMenuLabel>{t("workspace")}</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={workspace.id} onValueChange={change}>
            {workspaces.map((each) => (
              <DropdownMenuRadioItem key={each.id} value={each.id}>
                <Avatar name={each.name} square />
                <span className="min-w-0">
                  <span className="block truncate">{each.name}</span>
                  <span className="block text-muted text-xs">
                    {t(each.kind === "personal" ? "personalWorkspace" : "organizationWorkspace")}
                  </span>
                </span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setCreating(true)}>
            <Plus aria-hidden />
            {organizations("new")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {creating && <NewOrganizationDialog onClose={() => setCreating(false)} />}
    </>
  );
}
