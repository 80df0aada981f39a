import type { ToolCallState } from "./types.ts";

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
