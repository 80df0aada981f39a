import type { PolicyInput } from "./types.ts";

/** Reasons to ask that tell a person something about the call itself, the most serious first. */
export const WARNINGS = ["asked_suspicious", "asked_tainted"] as const;
export type Warning = (typeof WARNINGS)[number];

/** What a person has to be told of before this call runs, whoever allowed it. */
export function warningsOf({ suspicion, taint, kind }: PolicyInput): Warning[] {
  return WARNINGS.filter((warning) =>
    warning === "asked_suspicious" ? suspicion === "ask" : taint !== null && kind !== "read",
  );
}

/** Whether a person who was warned of `told` has answered a question that would now warn of `now`. */
export function hasBeenTold(told: readonly string[], now: readonly Warning[]): boolean {
  return now.every((warning) => told.includes(warning));
}
