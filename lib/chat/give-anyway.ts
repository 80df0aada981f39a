import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { giveAnyway } from "#lib/tool-calls/mutations/findings.ts";
import { readAllEvents } from "./data.ts";
import { logGiven } from "./mutations/attachments.ts";
import { logChangedCalls } from "./mutations.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";

/** Has the assistant given what was withheld of the result of one of my calls; it reads it in its next step. */
export async function giveResultAnyway(ctx: OrgContext, toolCallId: string): Promise<Result<void, "not_found">> {
  const changed = await giveAnyway(ctx, toolCallId);
  if (!changed) return err("not_found");
  await logChangedCalls([changed]);
  return ok(undefined);
}

/** The same of what was attached to a message in one of my conversations. */
export async function giveAttachmentAnyway(
  ctx: OrgContext,
  conversationId: string,
  attachmentId: string,
): Promise<Result<void, "not_found">> {
  const { messages, aside } = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, conversationId));
  const attached = [messages, ...aside]
    .flat()
    .flatMap((message) =>
      message.role === "user" && message.content.type === "text" ? message.content.attachments : [],
    );
  const attachment = attached.find((one) => one?.id === attachmentId);
  const isWithheld = attachment?.findings?.some(({ severity }) => severity === "high") && !attachment.isGivenAnyway;
  return attachment && isWithheld ? logGiven(ctx, conversationId, attachment) : err("not_found");
}
