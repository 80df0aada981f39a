import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "#lib/platform/result.ts";
import { MODEL_ATTEMPTS, MODEL_RETRY_MAX_MS, MODEL_RETRY_MS } from "../constants.ts";
import type { RunFailure } from "../errors.ts";
import { askOnce, type Question, type StepAnswer } from "./ask-once.ts";
import type { ModelProblem } from "./model-failure.ts";
import type { ResolvedModel } from "./resolve-model.ts";

export type { ModelCall, OfferedTool, StepAnswer } from "./ask-once.ts";

/** Asking again: the how many-eth time of how many, and why. */
export type ModelRetry = { attempt: number; of: number; code: RunFailure };

/**
 * Has a model work out one step: text, and the calls it wants. Nothing is run here, tools have no `execute`.
 * A failure that may pass is waited for and the model asked again, unless something has been said already: an answer
 * that breaks off is "model_cut".
 * @param onText gets the text piece by piece
 * @param onRetry is told before the model is asked again
 */
export async function askModel(
  model: ResolvedModel,
  question: Question,
  onText: (text: string) => void,
  onRetry: (retry: ModelRetry) => Promise<void> = async () => {},
): Promise<Result<StepAnswer, RunFailure | "aborted">> {
  let hasSpoken = false;
  for (let attempt = 1; ; attempt++) {
    const answer = await askOnce(model, question, (text) => {
      hasSpoken ||= text !== "";
      onText(text);
    });
    if (answer.ok) return ok(answer.value);
    const problem = answer.error;
    if (problem === "aborted") return err(problem);
    if (hasSpoken) return err(BREAKS.has(problem.code) ? "model_cut" : problem.code);
    if (problem.retryAfterMs === null || attempt === MODEL_ATTEMPTS) return err(problem.code);
    await onRetry({ attempt: attempt + 1, of: MODEL_ATTEMPTS, code: problem.code });
    if (!(await wait(waitingTime(problem, attempt), question.signal))) return err("aborted");
  }
}

/** What an answer can break off by. */
const BREAKS: ReadonlySet<RunFailure> = new Set([
  "model_unreachable",
  "model_unavailable",
  "model_timeout",
  "model_failed",
]);

/** What the provider asks for, at most MODEL_RETRY_MAX_MS; without its word twice as long each time, not all at once. */
function waitingTime({ retryAfterMs }: ModelProblem, attempt: number): number {
  const own = MODEL_RETRY_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  return Math.min(retryAfterMs === "unsaid" ? own : (retryAfterMs ?? 0), MODEL_RETRY_MAX_MS);
}

async function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal }).catch(() => false);
}
