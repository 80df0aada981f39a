import type { TraceStep } from "#lib/platform/trace.ts";
import { GIVEN_UP_AFTER_MS } from "./constants.ts";
import type { TraceOutcome, TraceView } from "./types.ts";

/** What of a step's evidence is a member's own business: nothing that tells addresses or repeats a server's words. */
const MEMBERS_FIELDS = new Set([
  "era",
  "expiresInS",
  "hasRefreshToken",
  "isReused",
  "leftOut",
  "outcome",
  "protocolVersion",
  "scope",
  "status",
  "tool",
  "toolCount",
  "transport",
]);

/** An attempt as its own member may see it: addresses and the words of servers and providers are for owners. */
export function withoutOwnersEvidence(trace: TraceView): TraceView {
  return { ...trace, steps: trace.steps.map(forMember) };
}

/** One step as a member may see it. */
export function forMember(step: TraceStep): TraceStep {
  const kept = Object.entries(step.evidence).filter(([field]) => MEMBERS_FIELDS.has(field));
  return { ...step, evidence: Object.fromEntries(kept) };
}

/** Whether an attempt still waits for somebody whose sign-in has expired. */
export function isGivenUp(outcome: TraceOutcome, startedAt: Date, now: Date): boolean {
  return outcome === "pending" && now.getTime() - startedAt.getTime() > GIVEN_UP_AFTER_MS;
}
