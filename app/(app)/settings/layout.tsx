import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { settingsLinks } from "#components/shell/settings-links.ts";
import { SettingsNav } from "#components/shell/settings-nav.tsx";
import { requireSession } from "#lib/auth/loaders.ts";

/** The person's own settings. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("shell");
  const { ctx } = await requireSession();
  const links = settingsLinks(ctx.orgKind, "own").map(({ href, label }) => ({ href, label: t(label) }));
  return (
    <SettingsNav label={t("settingsNavigation")} links={links}>
      {children}
    </SettingsNav>
  );
}
