import { Building2, Settings, SquarePen } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { ConversationList } from "./conversation-list.tsx";
import { NavLink } from "./nav-link.tsx";
import { type ShellView, showsAdminSettings } from "./types.ts";
import { UserMenu } from "./user-menu.tsx";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

/** Where one is, what one was doing, and where everything else is. */
export async function Sidebar({ view }: { view: ShellView }) {
  const t = await getTranslations("shell");
  const { user, workspace, workspaces, conversations } = view;
  return (
    <nav aria-label={t("navigation")} className="flex h-full flex-col gap-3 p-3">
      <WorkspaceSwitcher workspace={workspace} workspaces={workspaces} />
      <NavLink href="/new">
        <SquarePen aria-hidden />
        {t("newChat")}
      </NavLink>
      <ConversationList initial={conversations} key={workspace.id} />
      <div className="space-y-0.5 border-line border-t pt-3">
        <NavLink href="/settings/connectors" prefix>
          <Settings aria-hidden />
          {t("settings")}
        </NavLink>
        {showsAdminSettings(workspace) && (
          <NavLink href="/admin-settings/connectors" prefix>
            <Building2 aria-hidden />
            {t("adminSettings")}
          </NavLink>
        )}
        <UserMenu user={user} />
      </div>
    </nav>
  );
}
