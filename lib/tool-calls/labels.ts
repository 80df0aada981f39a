import type { ToolCallState, ToolCallView } from "./types.ts";

/** Key in the catalogue, namespace `toolCalls`: contract.md's words for a state. Work that is about to run runs. */
export const STATE_LABELS = {
  proposed: "state.running",
  awaiting_approval: "state.awaiting_approval",
  awaiting_connection: "state.awaiting_connection",
  awaiting_input: "state.awaiting_input",
  approved: "state.running",
  dispatched: "state.running",
  succeeded: "state.done",
  failed: "state.failed",
  denied: "state.denied",
  expired: "state.expired",
  cancelled: "state.cancelled",
  outcome_unknown: "state.outcome_unknown",
} as const satisfies Record<ToolCallState, string>;

/** How a call stands, in words: one that runs while its server waits for the person waits for them too. */
export function labelOf({ state, questions }: Pick<ToolCallView, "state" | "questions">) {
  const isAsking = state === "dispatched" && questions.some((question) => question.state === "pending");
  return STATE_LABELS[isAsking ? "awaiting_input" : state];
}

const OPEN = new Set<ToolCallState>([
  "proposed",
  "awaiting_approval",
  "awaiting_connection",
  "awaiting_input",
  "approved",
  "dispatched",
]);

/** Whether a call is over: nothing will change it any more. */
export function isFinal(state: ToolCallState): boolean {
  return !OPEN.has(state);
}
