import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChatMessages } from "#components/chat/chat-messages.tsx";
import { NewChat } from "#components/chat/new-chat.tsx";
import { requireOrgContext } from "#lib/auth/loaders.ts";
import { loadNewConversation } from "#lib/chat/loaders.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("chat");
  return { title: t("untitled") };
}

export default async function NewChatPage() {
  const [{ role }, view] = await Promise.all([requireOrgContext(), loadNewConversation()]);
  return (
    <ChatMessages>
      <NewChat view={view} canManage={role === "owner"} />
    </ChatMessages>
  );
}
