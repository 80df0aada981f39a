import { orgRoute } from "#lib/auth/org-route.ts";
import { withDetail } from "#lib/auth/problem-response.ts";
import { offersFor } from "#lib/chat/connector-content.ts";
import { offersInput } from "#lib/chat/schema.ts";

/** What a connector offers besides tools: `{ connectionId, conversationId }` → prompts, resources, templates. */
export const POST = orgRoute({ name: "listOffers", schema: offersInput }, async (ctx, asked) =>
  withDetail(await offersFor(ctx, asked)),
);
