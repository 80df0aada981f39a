import type { Metadata } from "next";
import { cache } from "react";
import { ChatMessages } from "#components/chat/chat-messages.tsx";
import { ChatView } from "#components/chat/chat-view.tsx";
import { requireSession } from "#lib/auth/loaders.ts";
import { loadConversation } from "#lib/chat/loaders.ts";

/** The title and the page are of the same reading. */
const conversation = cache(loadConversation);

type ChatPageProps = { params: Promise<{ id: string }> };

export default async function ChatPage({ params }: ChatPageProps) {
  const { id } = await params;
  const view = await conversation(id);
  const { ctx, workspaces } = await requireSession();
  const workspace = workspaces.find(({ id: orgId }) => orgId === ctx.orgId);
  const canManage = ctx.role === "owner";
  const organization = canManage && workspace?.kind === "organization" ? workspace.name : null;
  return (
    <ChatMessages>
      <ChatView key={view.id} view={view} canManage={canManage} organization={organization} />
    </ChatMessages>
  );
}

export async function generateMetadata({ params }: ChatPageProps): Promise<Metadata> {
  const { id } = await params;
  const { title } = await conversation(id);
  return title ? { title } : {};
}
