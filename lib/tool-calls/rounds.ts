import type { CallOutcome, CallRequest } from "#lib/mcp/call-tool.ts";
import type { QuestionAnswer } from "#lib/mcp/elicitation.ts";
import type { ToolCallInput } from "#lib/platform/db/generated/client.ts";
import { MAX_ROUNDS } from "#lib/questions/constants.ts";
import { storedAnswerSchema, storedRequestSchema } from "#lib/questions/schema.ts";
import type { QuestionWay } from "#lib/questions/types.ts";
import type { StoredCall } from "./data.ts";

/** The questions a call rested on last; those that came on an open stream were answered there. */
export function lastRound({ inputs }: StoredCall): ToolCallInput[] {
  const last = Math.max(-1, ...inputs.map((row) => row.round));
  return inputs.filter((row) => row.round === last && wayOf([row]) !== "stream");
}

/** How the questions of one round were asked; null where there are none. */
export function wayOf([row]: readonly ToolCallInput[]): QuestionWay | null {
  return row ? storedRequestSchema.parse(row.request).via : null;
}

/** What goes back to the server with the answers of a round, its state byte for byte; nothing where it starts over. */
export function answersOf(round: readonly ToolCallInput[]): CallRequest["continues"] {
  const [first] = round;
  if (!first || wayOf(round) === "error") return undefined;
  const { requestState } = first;
  const inputResponses = Object.fromEntries(round.map((row) => [row.key, answerIn(row)]));
  return { inputResponses, ...(requestState !== null && { requestState }) };
}

/** Keys of what a task has asked so far. */
export function answeredKeys({ inputs }: StoredCall): string[] {
  return inputs.filter((row) => wayOf([row]) === "task").map((row) => row.key);
}

function answerIn(row: ToolCallInput): QuestionAnswer {
  const answer = storedAnswerSchema.safeParse(row.response);
  return answer.success ? (answer.data as QuestionAnswer) : { action: "cancel" };
}

/** Whether a server asks for more rounds than we grant, or a second time to be sent what it did not carry out. */
export function isEndless(call: StoredCall, outcome: CallOutcome): boolean {
  if (outcome.kind !== "input_required") return false;
  const rounds = new Set(call.inputs.map((row) => row.round)).size;
  const hasStartedOver = call.inputs.some((row) => wayOf([row]) === "error");
  return outcome.questions.length === 0 || rounds >= MAX_ROUNDS || (outcome.from === "error" && hasStartedOver);
}
