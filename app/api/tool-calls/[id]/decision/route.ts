import { orgRoute } from "#lib/auth/org-route.ts";
import { decideCall } from "#lib/chat/decide-call.ts";
import { decisionInput } from "#lib/chat/schema.ts";

/**
 * `{ decision, approvalId, shownHash, arguments?, reason? }` about one of my calls that waits for it. What was asked is
 * read from the stored call; an answer to another question than the stored one is refused.
 */
export const POST = orgRoute({ name: "decideCall", schema: decisionInput }, (ctx, { id, decision, ...given }) =>
  decideCall(ctx, id, decision, given),
);
