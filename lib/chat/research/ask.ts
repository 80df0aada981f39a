import type { ModelMessage } from "ai";
import type { Tx } from "#lib/platform/db/client.ts";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { beginCost } from "../answer-cost.ts";
import type { RunFailure } from "../errors.ts";
import { askModel, type ModelCall, type OfferedTool } from "../model/ask-model.ts";
import type { ResearchBrief } from "../model/builtin-research.ts";
import { conversationModel, type ResolvedModel } from "../model/resolve-model.ts";
import type { ResearchStep } from "./turn.ts";

/** What a model is asked in one step of an investigation: everything it needs, said anew each time. */
export type ResearchQuestion = {
  instructions: string;
  messages: ModelMessage[];
  tools: readonly OfferedTool[];
  /** The same for the built-in model, which does not read. */
  brief: ResearchBrief;
  maxOutputTokens?: number;
  /** Ends it early, as the work's time does. */
  until?: AbortSignal;
};

export type ResearchAnswer = {
  text: string;
  calls: ModelCall[];
  tokens: number;
  /** Stores what it took; with `tx`, together with what it said. */
  recordCost: (tx?: Tx) => Promise<void>;
};

/** Asks the conversation's model, on the person's account of tokens; what was said of an answer that broke off is not kept. */
export async function askForResearch(
  { run, ctx, step, control }: ResearchStep,
  { instructions, messages, tools, brief, maxOutputTokens, until }: ResearchQuestion,
): Promise<Result<ResearchAnswer, RunFailure | "aborted">> {
  const { runId, conversationId } = run;
  const model = await conversationModel(ctx, conversationId);
  const signal = AbortSignal.any([control.modelSignal, ...(until ? [until] : [])]);
  const question = { instructions, messages, tools, signal, ...(maxOutputTokens && { maxOutputTokens }) };
  const subject = { runId, conversationId, step, purpose: "research" as const, modelLabel: model.label };
  const cost = await beginCost(ctx, subject, question);
  if (!cost.ok) return cost;
  let text = "";
  const answer = await askModel(told(model, brief), question, (piece) => {
    text += piece;
  });
  if (!answer.ok || !control.mayBegin) {
    await cost.value.giveUp(text);
    return answer.ok ? err("aborted") : answer;
  }
  const { calls, tokens } = answer.value;
  return ok({
    text,
    calls,
    tokens: tokens.inputTokens + tokens.outputTokens,
    recordCost: (tx) => cost.value.record(tokens, tx),
  });
}

/** The built-in model gets what it works with as it is, beside the words that a model reads. */
function told(model: ResolvedModel, brief: ResearchBrief): ResolvedModel {
  if (model.dialect !== "builtin") return model;
  return { ...model, providerOptions: { ...model.providerOptions, builtin: { research: brief } } };
}
