import { orgRoute } from "#lib/auth/org-route.ts";
import { listConversations } from "#lib/chat/conversations.ts";
import { startConversation } from "#lib/chat/post-message.ts";
import { createConversationSchema, listConversationsSchema } from "#lib/chat/schema.ts";
import { ok } from "#lib/platform/result.ts";

/** One page of my conversations: `?search=&cursor=`. */
export const GET = orgRoute({ name: "listConversations", schema: listConversationsSchema }, async (ctx, query) =>
  ok(await listConversations(ctx, query)),
);

/** The first message begins the conversation: `{ text | tool, idempotencyKey, toggles? }` → `{ conversationId, runId }`. */
export const POST = orgRoute({ name: "startConversation", schema: createConversationSchema }, startConversation);
