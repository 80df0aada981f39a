import { orgRoute } from "#lib/auth/org-route.ts";
import { checkStream } from "#lib/connections/check-stream.ts";
import { connectorPathInput } from "#lib/connections/schema.ts";

/** Goes the whole way to a connector's tools and tells each step as it ends: JSON lines. */
export const POST = orgRoute({ name: "checkConnector", schema: connectorPathInput }, (ctx, { id }) =>
  checkStream(ctx, id),
);
