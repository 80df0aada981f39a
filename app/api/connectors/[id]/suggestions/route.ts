import { orgRoute } from "#lib/auth/org-route.ts";
import { withDetail } from "#lib/auth/problem-response.ts";
import { suggestionsFor } from "#lib/chat/connector-content.ts";
import { suggestInput } from "#lib/chat/schema.ts";

/** The server's suggestions for an argument of a prompt or a resource template. */
export const POST = orgRoute({ name: "suggestValues", schema: suggestInput }, async (ctx, asked) =>
  withDetail(await suggestionsFor(ctx, asked)),
);
