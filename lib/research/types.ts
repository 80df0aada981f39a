import type { z } from "zod";
import type { EndReason, UnplannedReason } from "./errors.ts";
import type {
  capsSchema,
  countersSchema,
  findingSchema,
  planEditSchema,
  planSchema,
  reportSchema,
  researchNewsSchema,
} from "./schema.ts";

export type Plan = z.infer<typeof planSchema>;
export type PlanTool = Plan["tools"][number];
export type PlanEdit = z.infer<typeof planEditSchema>;
export type Counters = z.infer<typeof countersSchema>;
export type Caps = z.infer<typeof capsSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type Report = z.infer<typeof reportSchema>;
export type ResearchNews = z.infer<typeof researchNewsSchema>;

export type ResearchState =
  | "planning"
  | "proposed"
  | "working"
  | "writing"
  | "finished"
  | "stopped"
  | "declined"
  | "failed";

/** An investigation as its conversation shows it: the log folded. Its calls stand beside it. */
export type ResearchView = {
  id: string;
  question: string;
  state: ResearchState;
  /** Why there is no plan, or who turned it down. */
  reason: UnplannedReason | "person" | "expired" | null;
  plan: Plan | null;
  planHash: string | null;
  expiresAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  findings: Finding[];
  /** Ids of the questions that are answered. */
  answered: string[];
  /** Names of tools that may no longer be used. */
  gone: string[];
  tokens: number;
  refused: number;
  endedBy: EndReason | null;
  report: Report | null;
};

/** An investigation as stored, read together with how long it has been at work. */
export type StoredResearch = {
  id: string;
  runId: string;
  conversationId: string;
  question: string;
  state: ResearchState;
  plan: Plan | null;
  planHash: string | null;
  isApproved: boolean;
  findings: Finding[];
  counters: Counters;
  /** Milliseconds since its plan was approved, by the database's clock. */
  elapsedMs: number;
};
