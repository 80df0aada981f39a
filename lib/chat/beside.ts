import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { readAllEvents } from "./data.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";
import type { EventBody, Message, PostMessage } from "./types.ts";

type Edited = Extract<PostMessage, { text: string; beside: number }>;
type Retry = Extract<PostMessage, { retry: true }>;
type First = Extract<EventBody, { type: "user_message" | "run_retried" }>;

/** What begins another version of something: of a message, which keeps what was attached to it, or of an answer. */
export async function firstOfVersion(
  ctx: OrgContext,
  conversationId: string,
  message: Edited | Retry,
): Promise<Result<First, "not_found" | "nothing_to_retry">> {
  const { messages } = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, conversationId));
  if ("text" in message) {
    const original = messages.find(({ id }) => id === message.beside);
    if (original?.role !== "user" || original.content.type !== "text") return err("not_found");
    const { attachments, research } = original.content;
    const { text, beside } = message;
    const kept = { ...(attachments && { attachments }), ...(research && { research }) };
    return ok({ type: "user_message", payload: { text, beside, ...kept } });
  }
  // Nothing of somebody else's is read: it is as if there was nothing.
  if (messages.length === 0) return err("not_found");
  if (message.beside === undefined)
    return isUnfinished(messages.at(-1)) ? ok({ type: "run_retried", payload: {} }) : err("nothing_to_retry");
  const first = firstOfAnswer(messages, message.beside);
  return first ? ok({ type: "run_retried", payload: { beside: first.id } }) : err("not_found");
}

function isUnfinished(last: Message | undefined): boolean {
  return last !== undefined && (last.role === "user" || last.ending !== null);
}

/** An answer that took several runs is several messages; all of them make room. A tool run by hand has no answer. */
function firstOfAnswer(messages: readonly Message[], id: number): Message | undefined {
  const at = messages.findIndex((message) => message.id === id && message.role === "assistant");
  const question = messages.slice(0, Math.max(at, 0)).findLastIndex(({ role }) => role === "user");
  const asked = messages[question];
  return asked?.role === "user" && asked.content.type === "text" ? messages[question + 1] : undefined;
}
