import type { ModelMessage } from "ai";
import type { UsageSubject } from "#lib/models/types.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import { ok, type Result } from "#lib/platform/result.ts";
import { type AnswerCost, beginCost } from "./answer-cost.ts";
import { WINDOW_SHARES } from "./constants.ts";
import type { RunFailure } from "./errors.ts";
import { askModel, type StepAnswer } from "./model/ask-model.ts";
import type { Question } from "./model/ask-once.ts";
import { fitContext, requestRoom, type Shortened } from "./model/context-window.ts";
import type { ResolvedModel } from "./model/resolve-model.ts";
import { appendToRun, type ClaimedRun } from "./mutations.ts";
import type { TextWriter } from "./text-writer.ts";
import type { Transcript } from "./types.ts";

type Asked = {
  ctx: OrgContext;
  run: ClaimedRun;
  step: number;
  model: ResolvedModel;
  transcript: Transcript;
  /** Stands before the conversation and is not shortened. */
  fixed: ModelMessage[];
  conversation: ModelMessage[];
  question: Omit<Question, "messages">;
  writer: TextWriter;
};

/**
 * Asks a model with as much of the conversation as its window holds, and tells the log when that became less. A provider
 * that finds it too much all the same is asked once more with less.
 */
export async function askWithinWindow(
  asked: Asked,
): Promise<Result<{ answer: Result<StepAnswer, RunFailure | "aborted">; cost: AnswerCost }, "token_limit">> {
  const { ctx, run, step, model, question, writer } = asked;
  const { runId, conversationId } = run;
  const subject: UsageSubject = { runId, conversationId, step, purpose: "turn", modelLabel: model.label };
  let told = lastShortened(asked.transcript);
  for (let attempt = 0; ; attempt++) {
    const share = WINDOW_SHARES[attempt] ?? 1;
    const room = requestRoom(model.contextTokens * share, question);
    const { messages, shortened } = fitContext(asked.fixed, asked.conversation, room);
    if (isAny(shortened) && !isSame(shortened, told)) {
      await appendToRun(run, [{ type: "context_shortened", payload: shortened }]);
      told = shortened;
    }
    const cost = await beginCost(ctx, subject, { messages, tools: question.tools });
    if (!cost.ok) return cost;
    const answer = await askModel(
      model,
      { ...question, messages },
      (text) => writer.add(text),
      (retry) => appendToRun(run, [{ type: "model_retried", payload: retry }]),
    );
    const isTooMuch = !answer.ok && answer.error === "model_context_full" && writer.text === "";
    if (!isTooMuch || attempt + 1 === WINDOW_SHARES.length) return ok({ answer, cost: cost.value });
    await cost.value.giveUp("");
  }
}

function lastShortened({ messages }: Transcript): Shortened | null {
  const last = messages.findLast((message) => message.role === "assistant" && message.shortened);
  return (last?.role === "assistant" && last.shortened) || null;
}

function isAny(counts: Shortened): boolean {
  return Object.values(counts).some((count) => count > 0);
}

function isSame(one: Shortened, other: Shortened | null): boolean {
  return other !== null && (Object.keys(one) as (keyof Shortened)[]).every((key) => one[key] === other[key]);
}
