import { orgRoute } from "#lib/auth/org-route.ts";
import { cancelCall } from "#lib/chat/cancel-call.ts";
import { toolCallIdInput } from "#lib/chat/schema.ts";

/** Ends one of my calls; the rest of the answer goes on. */
export const POST = orgRoute({ name: "cancelToolCall", schema: toolCallIdInput }, (ctx, { id }) => cancelCall(ctx, id));
