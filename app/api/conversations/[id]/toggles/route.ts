import { orgRoute } from "#lib/auth/org-route.ts";
import { setToggles } from "#lib/chat/conversations.ts";
import { toggleInput } from "#lib/chat/schema.ts";

/** `{ connectorId, toolName?, enabled }`: one switch of this conversation. */
export const PUT = orgRoute({ name: "moveToggle", schema: toggleInput }, (ctx, { id, ...toggle }) =>
  setToggles(ctx, id, [toggle]),
);
