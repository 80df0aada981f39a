"use client";

import { KeyRound, MoreHorizontal, UserMinus, UserPen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SettingsRow } from "#components/settings/settings-row.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Member, Role } from "#lib/orgs/types.ts";
import { RemoveDialog } from "./remove-dialog.tsx";
import { ResetLinkDialog } from "./reset-link-dialog.tsx";
import { RoleDialog } from "./role-dialog.tsx";

type MemberRowProps = {
  member: Member;
  organization: string;
  isMe: boolean;
  /** The roles I may give and take; a member who has another is out of my reach. */
  manageableRoles: readonly Role[];
  mayResetPassword: boolean;
};

/** A person in the organization, and what can be done about them. */
export function MemberRow({ member, organization, isMe, manageableRoles, mayResetPassword }: MemberRowProps) {
  const t = useTranslations("members");
  const [dialog, setDialog] = useState<"role" | "reset" | "remove" | null>(null);
  const close = () => setDialog(null);
  const title = (
    <span className="flex flex-wrap items-center gap-x-2">
      {member.name}
      {isMe && <Badge tone="accent">{t("you")}</Badge>}
    </span>
  );
  const menu = manageableRoles.includes(member.role) && (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label={t("more", { name: member.name })}>
          <MoreHorizontal aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => setDialog("role")}>
          <UserPen aria-hidden />
          {t("changeRole")}
        </DropdownMenuItem>
        {mayResetPassword && !isMe && (
          <DropdownMenuItem onSelect={() => setDialog("reset")}>
            <KeyRound aria-hidden />
            {t("resetPassword")}
          </DropdownMenuItem>
        )}
        {!isMe && (
          <DropdownMenuItem danger onSelect={() => setDialog("remove")}>
            <UserMinus aria-hidden />
            {t("remove")}
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
  return (
    <>
      <SettingsRow
        name={member.name}
        icon={<Avatar name={member.name} />}
        title={title}
        description={member.email}
        action={
          <>
            <Badge>{t(`roles.${member.role}`)}</Badge>
            {menu}
          </>
        }
      />
      {dialog === "role" && <RoleDialog member={member} roles={manageableRoles} onClose={close} />}
      {dialog === "reset" && <ResetLinkDialog member={member} onClose={close} />}
      {dialog === "remove" && <RemoveDialog member={member} organization={organization} onClose={close} />}
    </>
  );
}
