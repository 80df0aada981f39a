import { orgRoute } from "#lib/auth/org-route.ts";
import { withDetail } from "#lib/auth/problem-response.ts";
import { attachResource, takePrompt } from "#lib/chat/connector-content.ts";
import { attachInput } from "#lib/chat/schema.ts";
import { ok } from "#lib/platform/result.ts";

/** Takes a resource, or a prompt filled in, for the person's next message → `{ text, isChanged, attachment }`. */
export const POST = orgRoute({ name: "attach", schema: attachInput }, async (ctx, asked) => {
  if ("prompt" in asked) return withDetail(await takePrompt(ctx, asked));
  const attached = await attachResource(ctx, asked);
  return withDetail(attached.ok ? ok({ text: "", isChanged: false, attachment: attached.value }) : attached);
});
