import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Sidebar } from "./sidebar.tsx";
import { SidebarFrame } from "./sidebar-frame.tsx";
import type { ShellView } from "./types.ts";

/** The frame around every page of a signed-in person: skip link, sidebar, and the page as the main landmark. */
export async function AppShell({ view, children }: { view: ShellView; children: ReactNode }) {
  const t = await getTranslations("shell");
  return (
    <>
      <a
        href="#content"
        className="-top-20 fixed left-3 z-50 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:top-3"
      >
        {t("skipToContent")}
      </a>
      <SidebarFrame sidebar={<Sidebar view={view} />}>{children}</SidebarFrame>
    </>
  );
}
