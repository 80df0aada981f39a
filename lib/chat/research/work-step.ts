import { TOOLS_WAIT_MS } from "#lib/connections/constants.ts";
import { freshenTools } from "#lib/connections/tools.ts";
import { estimateTokens } from "#lib/models/estimate-tokens.ts";
import { PARALLEL_CALLS, STEPS_MAX } from "#lib/research/constants.ts";
import type { EndReason } from "#lib/research/errors.ts";
import { noteProgress } from "#lib/research/mutations.ts";
import type { Plan } from "#lib/research/types.ts";
import { toolCallViewsOfRun } from "#lib/tool-calls/data.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";
import { advanceCalls } from "../advance-calls.ts";
import { goOnToReport } from "../mutations/research.ts";
import { finishStep } from "../mutations.ts";
import { isOverLimit, proposeStep, sortCalls, type WantedCall } from "../propose-calls.ts";
import { endCalls } from "../run-turn.ts";
import { conversationTools, type Tool } from "../toolset.ts";
import { askForResearch } from "./ask.ts";
import { callsInWords, excerpts, notesInWords, planInWords } from "./briefing.ts";
import { WORK_INSTRUCTIONS } from "./instructions.ts";
import { NOTE_TOOLS, readNotes } from "./own-tools.ts";
import type { Led, ResearchStep } from "./turn.ts";

/** A step that has fewer tokens than this to answer with is not begun. */
const ANSWER_TOKENS_MIN = 1_000;

/**
 * Brings the calls asked for to their end, then has the model look at what they gave: note findings, ask for the next
 * ones. Caps are looked at before each step and, counted with the calls stored in one transaction, before each call.
 */
export async function workStep(at: ResearchStep): Promise<Led> {
  const { run, ctx, research, control, step } = at;
  const { plan } = research;
  if (!plan) throw new Error("An investigation at work has no plan");
  const until = timeLeft(plan, research.elapsedMs);
  const calls = await advanceCalls(ctx, run, control, { ...PARALLEL_CALLS, until });
  if (!control.mayBegin) return "aborted";
  // Time is up, or a server wants to know something of a person who is not there to ask.
  if (until.aborted || calls === "waiting") await endCalls(run);
  const done = await toolCallViewsOfRun(ctx, run.runId);
  const endedBy = until.aborted ? "minutes" : whyEnough(plan, done.length, step);
  if (endedBy) return goOn(at, endedBy);
  return lookAtResults(at, plan, done, until);
}

function timeLeft({ caps }: Plan, elapsedMs: number): AbortSignal {
  const left = caps.minutes * 60_000 - elapsedMs;
  return left > 0 ? stopAfter(left) : AbortSignal.abort("stop");
}

/** Aborts with the reason a call ends by that somebody wanted ended. */
function stopAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort("stop"), ms).unref();
  return controller.signal;
}

function whyEnough({ caps }: Plan, calls: number, step: number): EndReason | null {
  if (calls >= caps.calls) return "calls";
  return step >= STEPS_MAX ? "steps" : null;
}

async function goOn({ run, ctx, research }: ResearchStep, endedBy: EndReason): Promise<Led> {
  await goOnToReport(run, ctx, research, endedBy);
  return { steps: 0 };
}

async function lookAtResults(at: ResearchStep, plan: Plan, calls: ToolCallView[], until: AbortSignal): Promise<Led> {
  const { run, ctx, research, step, control } = at;
  await freshenTools(ctx, TOOLS_WAIT_MS);
  const all = await conversationTools(ctx, run.conversationId);
  const { tools, gone } = toolsOf(plan, all);
  if (tools.length === 0) return goOn(at, "tools");
  const shown = excerpts(calls);
  const callsLeft = plan.caps.calls - calls.length;
  const content = [
    planInWords(plan, research),
    `Calls left: ${callsLeft}.`,
    `Your notes:\n${notesInWords(research.findings, calls)}`,
    `The calls so far:\n${callsInWords(shown)}`,
  ].join("\n\n");
  const question = {
    instructions: WORK_INSTRUCTIONS,
    messages: [{ role: "user" as const, content }],
    tools: [...tools, ...NOTE_TOOLS],
  };
  const tokensLeft = plan.caps.tokens - research.counters.tokens - estimateTokens(question, 0).inputTokens;
  if (tokensLeft < ANSWER_TOKENS_MIN) return goOn(at, "tokens");
  const answer = await askForResearch(at, {
    ...question,
    brief: {
      phase: "work",
      question: research.question,
      questions: plan.questions,
      callsLeft,
      calls: shown.map(({ n, call, text }) => ({ n, tool: call.tool.name, state: call.state, text })),
      noted: research.findings.length,
    },
    maxOutputTokens: tokensLeft,
    until,
  });
  if (!answer.ok) return answer.error === "aborted" && control.mayBegin ? goOn(at, "minutes") : answer.error;
  const notes = readNotes(answer.value.calls, plan, calls);
  const wanted = sortCalls(notes.others, all, "research");
  let end: EndReason | "idle" | null = null;
  await finishStep(run, step, async (tx) => {
    await answer.value.recordCost(tx);
    const within = withinCap(wanted, callsLeft);
    const { tokens } = answer.value;
    const { answered } = notes;
    const findings = await noteProgress(tx, ctx, research, { findings: notes.findings, answered, tokens });
    const { runId, conversationId } = run;
    const events = await proposeStep(tx, ctx, { runId, conversationId, step, text: "" }, within);
    if (isOverLimit(events)) end = "day";
    else if (within.length + findings.length + answered.length === 0) end = "idle";
    const refused = wanted.length - within.length;
    return [
      {
        type: "research",
        payload: { news: "progress", researchId: research.id, findings, answered, gone, tokens, refused },
      },
      ...events,
    ];
  });
  if (end !== null) await goOnToReport(run, ctx, research, end === "idle" ? null : end);
  return { steps: 1 };
}

/** Tools of the plan that are still what was approved, and the names of those that are not. */
function toolsOf(plan: Plan, all: readonly Tool[]): { tools: Tool[]; gone: string[] } {
  const now = plan.tools.map((planned) => ({
    planned,
    tool: all.find(
      (one) =>
        one.isOffered &&
        one.connectionId === planned.connectionId &&
        one.toolName === planned.toolName &&
        one.definitionHash === planned.definitionHash,
    ),
  }));
  return {
    tools: now.flatMap(({ tool }) => tool ?? []),
    gone: now.flatMap(({ planned, tool }) => (tool ? [] : [planned.toolName])),
  };
}

/** As many of the calls as the plan has left; what was refused at once costs nothing and is not kept. */
function withinCap(wanted: readonly WantedCall[], left: number): WantedCall[] {
  return wanted.filter(({ call }) => typeof call !== "string").slice(0, left);
}
