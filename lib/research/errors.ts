/** Why there is no plan to approve. Each has a sentence in messages/<locale>/research.json. */
export const UNPLANNED_REASONS = ["no_read_tools", "no_plan"] as const;
export type UnplannedReason = (typeof UNPLANNED_REASONS)[number];

/** Why an investigation went on to its report before the model was done. */
export const END_REASONS = ["calls", "minutes", "tokens", "steps", "day", "tools", "stopped"] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Why a person's answer about a plan, or their wish for a report, was not taken. */
export const RESEARCH_ERRORS = [
  "not_found",
  "already_decided",
  "expired",
  "plan_changed",
  "plan_empty",
  "run_in_progress",
] as const;
export type ResearchError = (typeof RESEARCH_ERRORS)[number];
