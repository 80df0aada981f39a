import { TOOLS_WAIT_MS } from "#lib/connections/constants.ts";
import { freshenTools } from "#lib/connections/tools.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { currentContext, readAllEvents } from "./data.ts";
import type { RunFailure } from "./errors.ts";
import { askModel } from "./model/ask-model.ts";
import { modelMessages } from "./model/messages.ts";
import { serverNotes } from "./model/outside-data.ts";
import { conversationModel } from "./model/resolve-model.ts";
import { appendToRun, type ClaimedRun, finishStep } from "./mutations.ts";
import { proposeStep, sortCalls } from "./propose-calls.ts";
import type { RunControl } from "./run-control.ts";
import { TextWriter } from "./text-writer.ts";
import { conversationTools, serverNotesFor } from "./toolset.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";

/** How a step ended: with calls to run, at the model's own end or its limit, by the person, or not at all. */
export type StepOutcome = "calls" | "done" | "length" | "aborted" | RunFailure;

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
  const transcript = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, run.conversationId));
  await freshenTools(ctx, TOOLS_WAIT_MS);
  const tools = await conversationTools(ctx, run.conversationId);
  const offered = tools.filter((tool) => tool.isOffered);
  const model = await conversationModel(ctx, run.conversationId);
  const last = transcript.messages.at(-1);
  const isBegun = last?.role === "assistant" && last.runId === run.runId && last.openStep === step;
  await appendToRun(run, [{ type: isBegun ? "step_restarted" : "step_started", payload: { step } }]);
  const cut = new AbortController();
  const writer = new TextWriter(
    (text) => appendToRun(run, [{ type: "text_delta", payload: { text } }]),
    () => cut.abort(),
  );
  const question = {
    messages: [...serverNotes(await serverNotesFor(ctx, offered)), ...modelMessages(transcript, model.seesImages)],
    tools: offered,
    signal: AbortSignal.any([control.modelSignal, cut.signal]),
  };
  const answer = await askModel(model, question, (text) => writer.add(text));
  // A finished step is recorded whole; of any other, what was said so far.
  await writer.end({ rest: !answer.ok });
  if (!answer.ok) return answer.error;
  if (!control.mayBegin) return "aborted";
  const { calls, endedBy } = answer.value;
  const { runId, conversationId } = run;
  await finishStep(run, step, (tx) =>
    proposeStep(tx, ctx, { runId, conversationId, step, text: writer.text }, sortCalls(calls, tools)),
  );
  return calls.length > 0 ? "calls" : endedBy;
}
