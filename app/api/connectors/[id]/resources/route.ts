import { orgRoute } from "#lib/auth/org-route.ts";
import { withDetail } from "#lib/auth/problem-response.ts";
import { openResource } from "#lib/chat/connector-content.ts";
import { openResourceInput } from "#lib/chat/schema.ts";

/** Reads a resource through the person's own account, to look at it: `{ connectionId, conversationId, uri }`. */
export const POST = orgRoute({ name: "openResource", schema: openResourceInput }, async (ctx, asked) =>
  withDetail(await openResource(ctx, asked)),
);
