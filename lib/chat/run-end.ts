import type { RunEnd } from "./mutations.ts";

/** The end of a run that came to it by itself: at the answer, at the model's own limit, or at the most steps there are. */
export function finished(reason: "done" | "length" | "max_steps"): RunEnd {
  return { type: "run_finished", payload: { reason } };
}
