import { orgRoute } from "#lib/auth/org-route.ts";
import { postMessage } from "#lib/chat/post-message.ts";
import { postMessageInput } from "#lib/chat/schema.ts";

/** `{ text | tool | retry, idempotencyKey }` → `{ conversationId, runId }`; what comes of it is told by the event stream. */
export const POST = orgRoute({ name: "postMessage", schema: postMessageInput }, (ctx, { id, ...message }) =>
  postMessage(ctx, id, message),
);
