import type { TraceKind, TraceStep } from "#lib/platform/trace.ts";

export type { TraceKind, TraceStep } from "#lib/platform/trace.ts";
export type { ExchangeEvidence } from "#lib/platform/trace-evidence.ts";

/** `pending`: the person is away at the provider. */
export type TraceOutcome = "ok" | "failed" | "pending";

/** Whose attempt, at what. A refresh knows its connection alone; the connector is then looked up. */
export type TraceSubject = {
  orgId: string;
  userId: string;
  connectorId?: string | null;
  connectionId?: string | null;
};

/** How an attempt ended, as whoever made it judges. */
export type Verdict = { outcome: TraceOutcome; reason: string | null };

/** An attempt as a page shows it. */
export type TraceView = {
  id: string;
  kind: TraceKind;
  /** `given_up`: nobody came back from the provider. */
  outcome: TraceOutcome | "given_up";
  reason: string | null;
  steps: TraceStep[];
  startedAt: Date;
  durationMs: number;
  /** Whose attempt it was, where that is somebody else. */
  person: string | null;
};
