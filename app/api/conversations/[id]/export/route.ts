import { getTranslations } from "next-intl/server";
import { orgRoute } from "#lib/auth/org-route.ts";
import { exportConversation } from "#lib/chat/export-conversation.ts";
import { conversationIdInput } from "#lib/chat/schema.ts";

/** The conversation as a Markdown file to keep. */
export const GET = orgRoute({ name: "exportConversation", schema: conversationIdInput }, async (ctx, { id }) => {
  const [words, states] = [await getTranslations("export"), await getTranslations("toolCalls")];
  const file = await exportConversation(ctx, id, words, states);
  if (!file.ok) return file;
  const { name, markdown } = file.value;
  return new Response(markdown, {
    headers: {
      "Content-Type": "text/markdown; charset=utf-8",
      "Content-Disposition": `attachment; filename="conversation.md"; filename*=UTF-8''${encodeURIComponent(name)}`,
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  });
});
