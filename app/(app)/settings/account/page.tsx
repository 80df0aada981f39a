import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewOrganizationButton } from "#components/account/new-organization-button.tsx";
import { PasswordForm } from "#components/account/password-form.tsx";
import { ProfileForm } from "#components/account/profile-form.tsx";
import { SessionList } from "#components/account/session-list.tsx";
import { WorkspaceList } from "#components/account/workspace-list.tsx";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { loadAccount } from "#lib/auth/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

/** Settings › Account. */
export default async function AccountPage() {
  const { user, workspaces, sessions } = await loadAccount();
  const t = await getTranslations("account");
  return (
    <ClientMessages namespaces={["account", "auth", "members", "organizations"]}>
      <SettingsPage title={t("title")} description={t("description")}>
        <SettingsSection title={t("profile")}>
          <ProfileForm user={user} />
        </SettingsSection>
        <SettingsSection title={t("password")} description={t("passwordDescription")}>
          <PasswordForm email={user.email} />
        </SettingsSection>
        <SettingsSection title={t("sessions")} description={t("sessionsDescription")}>
          <SessionList sessions={sessions} />
        </SettingsSection>
        <SettingsSection
          title={t("workspaces")}
          description={t("workspacesDescription")}
          footer={<NewOrganizationButton />}
        >
          <WorkspaceList workspaces={workspaces} />
        </SettingsSection>
      </SettingsPage>
    </ClientMessages>
  );
}
