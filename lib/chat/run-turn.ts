import { TOOLS_WAIT_MS } from "#lib/connections/constants.ts";
import { freshenTools } from "#lib/connections/tools.ts";
import { env } from "#lib/platform/env.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { cancelToolCalls, sweepDeadToolCalls } from "#lib/tool-calls/mutations.ts";
import { advanceCalls, logChanges } from "./advance-calls.ts";
import { MAX_FRUITLESS_STARTS, MAX_STEPS } from "./constants.ts";
import { callsOfRun, currentContext, readAllEvents, startsWithoutProgress } from "./data.ts";
import type { RunFailure } from "./errors.ts";
import { askModel } from "./model/ask-model.ts";
import { modelMessages } from "./model/messages.ts";
import { serverNotes } from "./model/outside-data.ts";
import { resolveModel } from "./model/resolve-model.ts";
import {
  appendToRun,
  type ClaimedRun,
  finishRun,
  finishStep,
  LeaseLostError,
  parkRun,
  releaseRun,
} from "./mutations.ts";
import { proposeStep, sortCalls } from "./propose-calls.ts";
import type { RunControl } from "./run-control.ts";
import { TextWriter } from "./text-writer.ts";
import { conversationTools, serverNotesFor } from "./toolset.ts";
import { EMPTY_TRANSCRIPT, fold } from "./transcript.ts";

/**
 * Works on a claimed run until it ends, waits for a person, or has to be let go. Where it stands is read from the log
 * and the calls each time, never remembered: whoever claims a run, after whatever crash, goes on from there.
 * @throws LeaseLostError when another worker has it now
 */
export async function runTurn(run: ClaimedRun, control: RunControl): Promise<void> {
  if ((await startsWithoutProgress(run)) >= MAX_FRUITLESS_STARTS) return failRun(run, "internal");
  const ctx = await actingContext(run);
  if (!ctx) return failRun(run, "access_ended");
  if (run.isStopRequested) control.interrupt("stop");
  // Whatever a worker before us had sent, it is not there any more to hear the answer.
  await sweepDeadToolCalls([run.runId]);
  await appendToRun(run, [{ type: "run_started", payload: {} }]);
  for (let step = run.step; ; ) {
    const calls = await advanceCalls(ctx, run, control);
    if (!control.mayBegin) return letGo(run, control);
    if (calls === "waiting") {
      if (await parkRun(run)) return;
      continue;
    }
    if (await isByHand(run.runId)) return finishRun(run, finished("done"));
    if (step >= MAX_STEPS) return finishRun(run, finished("max_steps"));
    const outcome = await modelStep(run, step, control);
    if (outcome === "aborted") return letGo(run, control);
    if (outcome === "done" || outcome === "length") return finishRun(run, finished(outcome));
    if (outcome !== "calls") return failRun(run, outcome);
    step++;
  }
}

/** Whose run it is, as things are now; null when they have left the workspace or may only look. */
async function actingContext(run: ClaimedRun): Promise<OrgContext | null> {
  const ctx = await currentContext(run);
  return ctx?.role === "auditor" ? null : ctx;
}

/** A tool run by hand shows its result and is over: nobody asked a model anything. */
async function isByHand(runId: string): Promise<boolean> {
  return (await callsOfRun(runId)).some(({ origin }) => origin === "person");
}

async function modelStep(
  run: ClaimedRun,
  step: number,
  control: RunControl,
): Promise<"calls" | "done" | "length" | "aborted" | RunFailure> {
  // A turn can take long; the door asks again at each call, this asks before each step.
  const ctx = await actingContext(run);
  if (!ctx) return "access_ended";
  const transcript = fold(EMPTY_TRANSCRIPT, await readAllEvents(ctx, run.conversationId));
  await freshenTools(ctx, TOOLS_WAIT_MS);
  const tools = await conversationTools(ctx, run.conversationId);
  const offered = tools.filter((tool) => tool.isOffered);
  const model = resolveModel(env());
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

/** Ends a run with the reason why it could not go on, and with it whatever call of it is open. */
export async function failRun(run: ClaimedRun, code: RunFailure): Promise<void> {
  await cancelToolCalls(run, run.runId);
  await sweepDeadToolCalls([run.runId], "ended");
  await logChanges(run, await callsOfRun(run.runId));
  await finishRun(run, { type: "run_failed", payload: { code } });
}

function finished(reason: "done" | "length" | "max_steps") {
  return { type: "run_finished" as const, payload: { reason } };
}

/** Ends a run that was stopped; hands any other back for the next worker. */
async function letGo(run: ClaimedRun, control: RunControl): Promise<void> {
  if (control.interruption === "lease_lost") throw new LeaseLostError();
  if (control.interruption === "shutdown") return releaseRun(run);
  await cancelToolCalls(run, run.runId);
  await sweepDeadToolCalls([run.runId], "ended");
  await logChanges(run, await callsOfRun(run.runId));
  await finishRun(run, { type: "run_stopped", payload: {} });
}
