import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ClientMessages } from "#components/i18n/client-messages.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { requireSession } from "#lib/auth/loaders.ts";
import { loadConversations } from "#lib/chat/loaders.ts";

/** The frame around every page of a signed-in person. It shows; each page checks for itself what it may show. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const [{ user, ctx, workspaces }, conversations] = await Promise.all([requireSession(), loadConversations()]);
  const workspace = workspaces.find(({ id }) => id === ctx.orgId);
  if (!workspace) notFound();
  return (
    <ClientMessages namespaces={["shell", "organizations"]}>
      <AppShell view={{ user, workspace, workspaces, conversations }}>{children}</AppShell>
    </ClientMessages>
  );
}
