import { orgRoute } from "#lib/auth/org-route.ts";
import { decideCall } from "#lib/chat/decide-call.ts";
import { decisionInput } from "#lib/chat/schema.ts";

/** `{ decision }` about one of my calls that waits for it. What was asked is read from the stored call. */
export const POST = orgRoute({ name: "decideCall", schema: decisionInput }, (ctx, { id, decision }) =>
  decideCall(ctx, id, decision),
);
