import type { ConversationPage } from "#lib/chat/types.ts";
import type { Workspace } from "#lib/orgs/types.ts";

/** What the frame around every page shows. */
export type ShellView = {
  user: { name: string; email: string };
  workspace: Workspace;
  workspaces: Workspace[];
  conversations: ConversationPage;
};

/** Whether the workspace has an Admin settings section for this person. Decides what is shown, never what is allowed. */
export function showsAdminSettings({ kind, role }: Pick<Workspace, "kind" | "role">): boolean {
  return kind === "organization" && (role === "owner" || role === "admin");
}
