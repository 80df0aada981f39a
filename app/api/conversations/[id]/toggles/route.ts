import { orgRoute } from "#lib/auth/org-route.ts";
import { toggleInput } from "#lib/chat/schema.ts";
import { moveToggles } from "#lib/chat/toggles.ts";

/** `{ connectorId, toolName?, enabled }`: one switch of this conversation. */
export const PUT = orgRoute({ name: "moveToggle", schema: toggleInput }, (ctx, { id, ...toggle }) =>
  moveToggles(ctx, id, [toggle]),
);
