import { orgRoute } from "#lib/auth/org-route.ts";
import { giveResultAnyway } from "#lib/chat/give-anyway.ts";
import { toolCallIdInput } from "#lib/chat/schema.ts";

/** Has the assistant given what was withheld of the result of one of my calls. */
export const POST = orgRoute({ name: "giveAnyway", schema: toolCallIdInput }, (ctx, { id }) =>
  giveResultAnyway(ctx, id),
);
