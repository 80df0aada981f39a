import { orgRoute } from "#lib/auth/org-route.ts";
import { toolCallIdInput } from "#lib/chat/schema.ts";
import { skipConnectionOf } from "#lib/chat/skip-connection.ts";

/** Goes on without the connection that one of my calls waits for. */
export const POST = orgRoute({ name: "skipConnection", schema: toolCallIdInput }, (ctx, { id }) =>
  skipConnectionOf(ctx, id),
);
