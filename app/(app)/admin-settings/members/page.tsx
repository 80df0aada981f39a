import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { InviteDialog } from "#components/members/invite-dialog.tsx";
import { InviteRow } from "#components/members/invite-row.tsx";
import { MemberRow } from "#components/members/member-row.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsList } from "#components/settings/settings-row.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadMembers } from "#lib/orgs/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  await loadMembers();
  const t = await getTranslations("members");
  return { title: t("title") };
}

/** Admin settings › Members. */
export default async function MembersPage() {
  const { user, workspace, members, invites, invitableRoles } = await loadMembers();
  const t = await getTranslations("members");
  const organization = workspace.name;
  return (
    <ClientMessages namespaces={["auth", "members"]}>
      <SettingsPage
        title={t("title")}
        description={t("description", { organization })}
        action={<InviteDialog organization={organization} roles={invitableRoles} />}
      >
        <SettingsSection title={t("list")}>
          <SettingsList label={t("list")}>
            {members.map((member) => (
              <MemberRow
                key={member.userId}
                member={member}
                organization={organization}
                isMe={member.userId === user.id}
                manageableRoles={invitableRoles}
                mayResetPassword={workspace.role === "owner"}
              />
            ))}
          </SettingsList>
        </SettingsSection>
        <SettingsSection title={t("pending")} description={t("pendingDescription")}>
          {invites.length === 0 ? (
            <EmptyState title={t("noPending")}>{t("noPendingHint")}</EmptyState>
          ) : (
            <SettingsList label={t("pending")}>
              {invites.map((invite) => (
                <InviteRow key={invite.id} invite={invite} mayWithdraw={invitableRoles.includes(invite.role)} />
              ))}
            </SettingsList>
          )}
        </SettingsSection>
      </SettingsPage>
    </ClientMessages>
  );
}
