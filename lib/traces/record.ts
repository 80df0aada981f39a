import { newId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { type Trace, type TraceKind, type TraceStep, traced } from "#lib/platform/trace.ts";
import { continueTrace, insertTrace } from "./mutations.ts";
import type { TraceSubject, Verdict } from "./types.ts";

type Options<T> = {
  /** How the attempt ended; without it, a failed Result is a failure. */
  judge?: (value: T) => Verdict;
  /** The id to store it under, where something else has to refer to it. */
  traceId?: string;
  /** The attempt this one goes on with: its steps are added there. */
  continues?: string | null;
  onStep?: (step: TraceStep) => void;
};

/**
 * Runs an attempt and leaves its trace. Storing starts when the attempt is over, is waited for by nobody, and a failure
 * of it changes nothing. An attempt inside another one is part of that one's trace.
 */
export function attempt<T>(
  kind: TraceKind,
  subject: TraceSubject,
  run: () => Promise<T>,
  options: Options<T> = {},
): Promise<T> {
  const judge = options.judge ?? verdictOf;
  return traced(
    kind,
    run,
    (trace, end) => {
      const verdict: Verdict =
        "value" in end ? inTheEnd(judge(end.value), trace) : { outcome: "failed", reason: "unexpected" };
      void store(trace, subject, verdict, options.traceId ?? newId("trace"), options.continues ?? null);
    },
    options.onStep,
  );
}

/** Runs an attempt and gives its trace to the caller, for what has no connector yet. */
export async function collected<T>(
  kind: TraceKind,
  run: () => Promise<T>,
  onStep?: (step: TraceStep) => void,
): Promise<{ value: T; trace: Trace | null }> {
  let trace: Trace | null = null;
  const keep = (done: Trace) => {
    trace = done;
  };
  const value = await traced(kind, run, keep, onStep);
  return { value, trace };
}

/** Stores a trace that `collected` gave. Never rejects; whoever shows it next may wait for it. */
export async function keepTrace(trace: Trace | null, subject: TraceSubject, verdict: Verdict): Promise<void> {
  if (trace) await store(trace, subject, verdict, newId("trace"), null);
}

/** Resolves when nothing is being stored any more (tests, the end of the process). */
export async function tracesSettled(): Promise<void> {
  while (underWay().size > 0) await Promise.allSettled(underWay());
}

/** An attempt whose last step failed did not come where it wanted: an account that is connected, but shows no tools. */
function inTheEnd(verdict: Verdict, { steps }: Trace): Verdict {
  const last = steps.at(-1);
  return verdict.outcome === "ok" && last?.outcome === "failed" ? { outcome: "failed", reason: last.reason } : verdict;
}

/** What a value says of the attempt that gave it: a failed Result is a failure, with its reason. */
export function verdictOf(value: unknown): Verdict {
  const failure = typeof value === "object" && value !== null && "ok" in value && value.ok === false ? value : null;
  if (!failure) return { outcome: "ok", reason: null };
  const error = "error" in failure ? failure.error : null;
  const reason = typeof error === "object" && error !== null && "reason" in error ? error.reason : error;
  return { outcome: "failed", reason: typeof reason === "string" ? reason : "unexpected" };
}

function underWay(): Set<Promise<void>> {
  return oncePerProcess("traces", () => new Set());
}

function store(
  trace: Trace,
  subject: TraceSubject,
  verdict: Verdict,
  id: string,
  continues: string | null,
): Promise<void> {
  const storing = save(trace, subject, verdict, id, continues)
    .catch((error: unknown) => log().warn({ err: error, ...subject }, "a trace could not be stored"))
    .finally(() => underWay().delete(storing));
  underWay().add(storing);
  return storing;
}

async function save(
  trace: Trace,
  subject: TraceSubject,
  verdict: Verdict,
  id: string,
  continues: string | null,
): Promise<void> {
  if (continues !== null && (await continueTrace(continues, subject, trace, verdict))) return;
  await insertTrace(id, subject, trace, verdict);
}
