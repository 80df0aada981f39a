import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { SettingsNav } from "#components/shell/settings-nav.tsx";

/** The person's own settings. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("shell");
  const links = [
    { href: "/settings/connectors", label: t("connectors") },
    { href: "/settings/account", label: t("account") },
  ];
  return (
    <SettingsNav label={t("settingsNavigation")} links={links}>
      {children}
    </SettingsNav>
  );
}
