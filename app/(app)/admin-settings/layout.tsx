import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { SettingsNav } from "#components/shell/settings-nav.tsx";

/** The organization's settings. Each page checks for itself who may see it. */
export default async function AdminSettingsLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("shell");
  const links = [
    { href: "/admin-settings/connectors", label: t("connectors") },
    { href: "/admin-settings/members", label: t("members") },
    { href: "/admin-settings/models", label: t("models") },
    { href: "/admin-settings/security", label: t("security") },
  ];
  return (
    <SettingsNav label={t("adminSettingsNavigation")} links={links}>
      {children}
    </SettingsNav>
  );
}
