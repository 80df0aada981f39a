import { setTimeout as pause } from "node:timers/promises";
import { answerCallQuestion } from "#lib/chat/answer-question.ts";
import { type AnswerValue, defaultAnswer } from "#lib/mcp/elicitation.ts";
import type { OrgContext } from "#lib/platform/ids.ts";
import type { QuestionField, QuestionView } from "#lib/questions/types.ts";
import { toolCallViews } from "#lib/tool-calls/data.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import type { ToolCallView } from "#lib/tool-calls/types.ts";

const LOOK_MS = 20;
/** A server that keeps asking is answered this often. */
const PATIENCE = 10;

/**
 * Runs an allowed call to its end. Its person answers what the server asks: with what the form holds before anybody
 * touches it, and with something that fits where it holds nothing and something is required.
 */
export async function runAnswering(ctx: OrgContext, toolCallId: string, signal: AbortSignal): Promise<ToolCallView> {
  for (let round = 0; ; round += 1) {
    const running = advanceToolCall(ctx, toolCallId, { signal });
    let isOver = false;
    const over = running.finally(() => {
      isOver = true;
    });
    // A server of 2025-11-25 asks while the call is under way; one of 2026-07-28 lets it rest meanwhile.
    const watching = async () => {
      while (!isOver) {
        await answerPending(ctx, toolCallId);
        await pause(LOOK_MS);
      }
    };
    const [view] = await Promise.all([over, watching()]);
    if (view.state !== "awaiting_input" || round === PATIENCE) return view;
    await answerPending(ctx, toolCallId);
  }
}

async function answerPending(ctx: OrgContext, toolCallId: string): Promise<void> {
  const view = (await toolCallViews(ctx, [toolCallId])).get(toolCallId);
  for (const question of view?.questions ?? []) {
    if (question.state !== "pending") continue;
    const answered = await answerCallQuestion(ctx, { toolCallId, questionId: question.id }, answerTo(question));
    if (!answered.ok) continue;
    const { problems } = answered.value;
    if (Object.keys(problems).length > 0) throw new Error(`The answer does not fit: ${JSON.stringify(problems)}`);
  }
}

function answerTo(question: QuestionView): { action: "accept"; content?: { [name: string]: AnswerValue } } {
  if (question.kind === "url") return { action: "accept" };
  const needed = question.fields
    .filter(({ isRequired }) => isRequired)
    .map((field) => [field.name, somethingFor(field)]);
  return { action: "accept", content: { ...Object.fromEntries(needed), ...defaultAnswer(question.fields) } };
}

function somethingFor(field: QuestionField): AnswerValue {
  switch (field.kind) {
    case "boolean":
      return true;
    case "number":
      return field.minimum ?? 1;
    case "choice":
      return field.options[0]?.value ?? "";
    case "choices":
      return field.options.slice(0, 1).map(({ value }) => value);
    case "text":
      return "text";
  }
}
