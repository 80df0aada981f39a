import { securityPolicyOf } from "#lib/connectors/data/policy.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { askWithinWindow } from "./ask-within-window.ts";
import { rememberedTools } from "./data/remembered-tools.ts";
import { currentContext, readAllEvents } from "./data.ts";
import type { RunFailure } from "./errors.ts";
import { modelMessages } from "./model/messages.ts";
import { serverNotes } from "./model/outside-data.ts";
import { conversationModel } from "./model/resolve-model.ts";
import { appendToRun, type ClaimedRun, finishStep, type RunEnd } from "./mutations.ts";
import { workOutOwnCalls } from "./own-calls.ts";
import { isOverLimit, proposeStep, sortCalls } from "./propose-calls.ts";
import type { RunControl } from "./run-control.ts";
import { finished } from "./run-end.ts";
import { TextWriter } from "./text-writer.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";
import { givenTools, turnTools } from "./turn-tools.ts";
import type { EventBody } from "./types.ts";

/** How a step ended: with calls to run, with the answer and with it the run, by the person, or not at all. */
export type StepOutcome = "calls" | "ended" | "aborted" | RunFailure;

/** Whose run it is, as things are now; null when they have left the workspace or may only look. */
export async function actingContext(run: ClaimedRun): Promise<OrgContext | null> {
  const ctx = await currentContext(run);
  return ctx?.role === "auditor" ? null : ctx;
}

/** One step of a run: the model is told the conversation and its tools, and what it says and asks for is stored. */
export async function modelStep(run: ClaimedRun, step: number, control: RunControl): Promise<StepOutcome> {
  // A turn can take long; the door asks again at each call, this asks before each step.
  const ctx = await actingContext(run);
  if (!ctx) return "access_ended";
  const [events, { results }, model, turn] = await Promise.all([
    readAllEvents(ctx, run.conversationId),
    securityPolicyOf(ctx),
    conversationModel(ctx, run.conversationId),
    turnTools(ctx, run.conversationId),
  ]);
  const transcript = fold(EMPTY_TRANSCRIPT, events);
  const { tools } = turn;
  const given = await givenTools(ctx, turn, model.dialect);
  const last = transcript.messages.at(-1);
  const isBegun = last?.role === "assistant" && last.runId === run.runId && last.openStep === step;
  const begun = (isBegun && last.begun) || "";
  const { runId, conversationId } = run;
  const at = { runId, conversationId, step };
  await appendToRun(run, [
    { type: isBegun ? "step_restarted" : "step_started", payload: { step, tools: given.record } },
  ]);
  const cut = new AbortController();
  const writer = new TextWriter(
    (text) => appendToRun(run, [{ type: "text_delta", payload: { text } }]),
    () => cut.abort(),
  );
  const asking = await askWithinWindow({
    ctx,
    run,
    step,
    model,
    transcript,
    fixed: serverNotes(given.notes, results),
    conversation: modelMessages(transcript, model.seesImages, results),
    question: {
      tools: given.tools,
      instructions: given.instructions,
      signal: AbortSignal.any([control.modelSignal, cut.signal]),
    },
    writer,
  });
  if (!asking.ok) return asking.error;
  const { answer, cost } = asking.value;
  // A finished step is recorded whole; of any other, what was said so far.
  await writer.end({ rest: !answer.ok });
  if (!answer.ok || !control.mayBegin) {
    await cost.giveUp(writer.text);
    return answer.ok ? "aborted" : answer.error;
  }
  const { calls, endedBy, tokens } = answer.value;
  const asked = await workOutOwnCalls(ctx, calls, tools);
  const callable = [...tools, ...(await rememberedTools(ctx, conversationId))];
  const propose = async (tx: Tx) => {
    await cost.record(tokens, tx);
    return proposeStep(tx, ctx, { ...at, text: begun + writer.text }, sortCalls(asked, callable));
  };
  const endAfter = (events: readonly EventBody[]): RunEnd | null => {
    if (isOverLimit(events)) return { type: "run_failed", payload: { code: "tool_call_limit" } };
    return calls.length > 0 ? null : finished(endedBy);
  };
  return (await finishStep(run, step, propose, endAfter)) ? "ended" : "calls";
}
