import { orgRoute } from "#lib/auth/org-route.ts";
import { askForReport } from "#lib/chat/research/decide.ts";
import { researchIdInput } from "#lib/research/schema.ts";

/** Has a report written from what one of my investigations found before it was stopped or failed. */
export const POST = orgRoute({ name: "askForReport", schema: researchIdInput }, (ctx, { id }) => askForReport(ctx, id));
