import type { OrgContext } from "#lib/platform/ids.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { readAllEvents } from "./data.ts";
import { chooseVersion } from "./mutations/choose-version.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";

/** Shows another version of a message in one of my conversations, in every tab, and goes on from there. */
export async function showVersion(
  ctx: OrgContext,
  conversationId: string,
  messageId: number,
): Promise<Result<void, "not_found" | "run_in_progress">> {
  const { messages, aside } = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, conversationId));
  if (messages.some(({ id }) => id === messageId)) return ok(undefined);
  if (!aside.flat().some(({ id, versions }) => id === messageId && versions)) return err("not_found");
  return chooseVersion(ctx, conversationId, messageId);
}
