import { orgRoute } from "#lib/auth/org-route.ts";
import { showVersionInput } from "#lib/chat/schema.ts";
import { showVersion } from "#lib/chat/show-version.ts";

/** `{ messageId }`: shows this version of a message; the event stream tells every tab. */
export const POST = orgRoute({ name: "showVersion", schema: showVersionInput }, (ctx, { id, messageId }) =>
  showVersion(ctx, id, messageId),
);
