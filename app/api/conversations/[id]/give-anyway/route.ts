import { orgRoute } from "#lib/auth/org-route.ts";
import { giveAttachmentAnyway } from "#lib/chat/give-anyway.ts";
import { giveAttachmentInput } from "#lib/chat/schema.ts";

/** `{ attachmentId }`: has the assistant given what was withheld of it; the event stream tells every tab. */
export const POST = orgRoute(
  { name: "giveAttachmentAnyway", schema: giveAttachmentInput },
  (ctx, { id, attachmentId }) => giveAttachmentAnyway(ctx, id, attachmentId),
);
