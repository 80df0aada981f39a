import type { OrgContext } from "#lib/platform/ids.ts";
import { err, type Result } from "#lib/platform/result.ts";
import { readAllEvents } from "./data.ts";
import type { ChatError } from "./errors.ts";
import { type BegunRun, beginRun, inTransaction } from "./mutations.ts";
import { brokenOffStep, EMPTY_TRANSCRIPT, fold } from "./transcript.ts";

/** Has the last answer go on where it broke off: the step in which it did is open again, for another run. */
export async function continueAnswer(
  ctx: OrgContext,
  conversationId: string,
  idempotencyKey: string,
): Promise<Result<BegunRun, ChatError>> {
  const transcript = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, conversationId));
  const step = brokenOffStep(transcript);
  if (step === null) return err(transcript.lastSeq === 0 ? "not_found" : "nothing_to_continue");
  const first = { type: "run_continued" as const, payload: { step } };
  const { lastSeq } = transcript;
  return inTransaction((tx) => beginRun(tx, ctx, { conversationId, idempotencyKey, first, step, lastSeq }));
}
