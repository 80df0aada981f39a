import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { settingsLinks } from "#components/shell/settings-links.ts";
import { SettingsNav } from "#components/shell/settings-nav.tsx";
import { requireSession } from "#lib/auth/loaders.ts";

/** The organization's settings. Each page checks for itself who may see it. */
export default async function AdminSettingsLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("shell");
  const { ctx } = await requireSession();
  const links = settingsLinks(ctx.orgKind, "admin").map(({ href, label }) => ({ href, label: t(label) }));
  return (
    <SettingsNav label={t("adminSettingsNavigation")} links={links}>
      {children}
    </SettingsNav>
  );
}
