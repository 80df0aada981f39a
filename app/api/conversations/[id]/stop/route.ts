import { orgRoute } from "#lib/auth/org-route.ts";
import { stopConversation } from "#lib/chat/post-message.ts";
import { conversationIdInput } from "#lib/chat/schema.ts";

/** Ends the answer being worked out; nothing is wrong if there is none. */
export const POST = orgRoute({ name: "stopConversation", schema: conversationIdInput }, (ctx, { id }) =>
  stopConversation(ctx, id),
);
