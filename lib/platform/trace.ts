import { AsyncLocalStorage } from "node:async_hooks";
import { oncePerProcess } from "./process-registry.ts";
import { type Evidence, type ExchangeEvidence, type OfferedEvidence, redacted } from "./trace-evidence.ts";

/** What an attempt was for. */
export const TRACE_KINDS = ["check", "connect", "refresh", "list", "call"] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** The steps of an attempt, in the order in which they come when all of them are needed. */
export const TRACE_STEPS = [
  "resolve",
  "connect",
  "tls",
  "era",
  "challenge",
  "resource_metadata",
  "server_metadata",
  "registration",
  "authorization",
  "callback",
  "identity",
  "token",
  "refresh",
  "session",
  "list",
  "call",
] as const;
export type StepName = (typeof TRACE_STEPS)[number];
export const STEP_OUTCOMES = ["ok", "failed", "skipped"] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** One step as it went. `startedAt` is milliseconds from the attempt's start; `reason` is of the step's own union. */
export type TraceStep = {
  name: StepName;
  outcome: StepOutcome;
  reason: string | null;
  evidence: Evidence;
  startedAt: number;
  durationMs: number;
};

/** What an attempt went through. Holds no secrets: evidence passes trace-evidence.ts. */
export type Trace = { kind: TraceKind; startedAt: Date; durationMs: number; steps: TraceStep[] };

/** What a step adds to its timing. Without `outcome`, a reason means that it failed. */
export type Finding = { outcome?: StepOutcome; reason?: string | null; evidence?: OfferedEvidence };

/** Most steps of an attempt; the last places are for those that fail. */
const MAX_STEPS = 60;
const MAX_STEPS_OK = 50;
const MAX_EXCHANGES = 12;
const NETWORK: readonly StepName[] = ["resolve", "connect", "tls", "session"];
const UNEXPECTED = "unexpected";

type Collector = {
  steps: TraceStep[];
  start: number;
  isOpen: boolean;
  onStep: ((step: TraceStep) => void) | undefined;
};
type Scope = { collector: Collector; exchanges: ExchangeEvidence[]; noted: OfferedEvidence };

function scopes(): AsyncLocalStorage<Scope> {
  return oncePerProcess("trace", () => new AsyncLocalStorage<Scope>());
}

function current(): Scope | undefined {
  const scope = scopes().getStore();
  return scope?.collector.isOpen ? scope : undefined;
}

/** Whether an attempt is being traced here. */
export function isTraced(): boolean {
  return current() !== undefined;
}

/**
 * Runs an attempt and collects the steps inside it, also across `await`. What still runs after the end adds nothing.
 * Inside another attempt its steps become the other's, and `onEnd` is not called.
 * @param onEnd told once, whether `run` gave a value or threw; must not throw
 */
export async function traced<T>(
  kind: TraceKind,
  run: () => Promise<T>,
  onEnd: (trace: Trace, end: { value: T } | { error: unknown }) => void,
  onStep?: (step: TraceStep) => void,
): Promise<T> {
  if (isTraced()) return run();
  const startedAt = new Date();
  const collector: Collector = { steps: [], start: performance.now(), isOpen: true, onStep };
  const close = (end: { value: T } | { error: unknown }) => {
    collector.isOpen = false;
    onEnd({ kind, startedAt, durationMs: sinceMs(collector.start), steps: collector.steps }, end);
  };
  try {
    const value = await scopes().run({ collector, exchanges: [], noted: {} }, run);
    close({ value });
    return value;
  } catch (error) {
    if (collector.isOpen) close({ error });
    throw error;
  }
}

/**
 * Runs one step of the attempt that is traced here, if one is. A failed Result is a failed step with its reason; so is
 * an exception, with `reason` where the error carries one.
 * @param look what the value tells beyond that
 */
export async function step<T>(name: StepName, run: () => Promise<T>, look?: (value: T) => Finding): Promise<T> {
  const outer = current();
  if (!outer) return run();
  const scope: Scope = { collector: outer.collector, exchanges: [], noted: {} };
  const since = performance.now();
  try {
    const value = await scopes().run(scope, run);
    add(scope, name, since, { reason: failureOf(value)?.reason ?? null, ...look?.(value) }, failureOf(value));
    return value;
  } catch (error) {
    add(scope, name, since, { reason: reasonIn(error) ?? UNEXPECTED });
    throw error;
  }
}

/** Runs what belongs to nobody's attempt, such as work in the background that an attempt has set off. */
export function apart<T>(run: () => T): T {
  return scopes().exit(run);
}

/** Adds a step that took no time of its own; a failure of the step that has just failed is known already. */
export function recordStep(name: StepName, finding: Finding = {}): void {
  const outer = current();
  const last = outer?.collector.steps.at(-1);
  if (finding.reason && last?.name === name && last.outcome === "failed") return;
  if (outer) add({ collector: outer.collector, exchanges: [], noted: {} }, name, performance.now(), finding);
}

/** Adds to the evidence of the step that is running here. */
export function note(evidence: OfferedEvidence): void {
  const scope = current();
  if (scope) scope.noted = { ...scope.noted, ...evidence };
}

/** Adds a request, or what came of it, to the evidence of the step that is running here. */
export function noteExchange(exchange: ExchangeEvidence): void {
  const scope = current();
  if (scope && scope.exchanges.length < MAX_EXCHANGES) scope.exchanges.push(exchange);
}

type Failure = { reason: string; detail?: unknown; status?: unknown };

function add(scope: Scope, name: StepName, since: number, finding: Finding, failure: Failure | null = null): void {
  const { collector, exchanges, noted } = scope;
  if (!collector.isOpen) return;
  const reason = finding.reason ?? null;
  const evidence = redacted(name, {
    ...(exchanges.length > 0 && { exchanges }),
    detail: failure?.detail,
    status: failure?.status,
    ...noted,
    ...finding.evidence,
  });
  const outcome = finding.outcome ?? (reason === null ? "ok" : "failed");
  const done: TraceStep = {
    name,
    outcome,
    reason: reason === null || /^[a-z_]{1,60}$/.test(reason) ? reason : UNEXPECTED,
    evidence,
    startedAt: Math.round(since - collector.start),
    durationMs: sinceMs(since),
  };
  const limit = outcome === "failed" ? MAX_STEPS : MAX_STEPS_OK;
  if (collector.steps.length >= limit || isRepetition(collector.steps, done)) return;
  collector.steps.push(done);
  collector.onStep?.(done);
}

/** The same host reached again in the same way says nothing new. */
function isRepetition(steps: readonly TraceStep[], next: TraceStep): boolean {
  if (next.outcome !== "ok" || !NETWORK.includes(next.name)) return false;
  const same = JSON.stringify(next.evidence);
  return steps.some(
    (step) => step.name === next.name && step.outcome === "ok" && JSON.stringify(step.evidence) === same,
  );
}

function failureOf(value: unknown): Failure | null {
  if (typeof value !== "object" || value === null || !("ok" in value) || value.ok !== false) return null;
  const error = "error" in value ? value.error : undefined;
  if (typeof error === "string") return { reason: error };
  return { ...(error as object), reason: reasonIn(error) ?? UNEXPECTED };
}

function reasonIn(error: unknown): string | null {
  const reason = typeof error === "object" && error !== null && "reason" in error ? error.reason : null;
  return typeof reason === "string" ? reason : null;
}

function sinceMs(since: number): number {
  return Math.max(0, Math.round(performance.now() - since));
}
