import { AsyncLocalStorage } from "node:async_hooks";
import { oncePerProcess } from "#lib/platform/process-registry.ts";
import { err, type Result } from "#lib/platform/result.ts";
import { Breaker, type Verdict } from "./breaker.ts";
import { GATE_WAIT_MS, MAX_LANES } from "./constants.ts";
import { FairGate, type Slot } from "./fair-gate.ts";
import type { McpEndpoint, McpProblem, McpReason } from "./types.ts";

const slots = oncePerProcess("mcp-slots", () => new AsyncLocalStorage<Slot>());

/** What one connector's server may take of this process, and how it has behaved. */
type Lane = { breaker: Breaker; gate: FairGate };

/** Reasons that speak of the server's health, not of one account or one request. */
const FAILURES = new Set<McpReason>(["unreachable", "tls_failed", "timeout", "server_error", "stream_broken"]);
/** Reasons that say nothing of it, because nothing was asked. */
const NEUTRAL = new Set<McpReason>(["token_unavailable", "circuit_open", "too_busy"]);

/**
 * Runs `work` with a server in the share that its connector has of this process: a bounded number at once, fair between
 * people, and not at all while the server is failing.
 * @param problemOf what went wrong in an outcome, null for nothing
 */
export async function isolated<T>(
  keys: McpEndpoint["isolation"],
  work: () => Promise<Result<T, McpProblem>>,
  problemOf: (value: T) => McpProblem | null,
  signal?: AbortSignal,
): Promise<Result<T, McpProblem>> {
  if (!keys) return work();
  const { breaker, gate } = laneOf(keys.server);
  const refused = refusal(breaker);
  if (refused) return err(refused);
  const slot = await gate.enter(keys.person, GATE_WAIT_MS, signal);
  if (!slot) return err({ reason: "too_busy" });
  try {
    const refusedMeanwhile = refusal(breaker);
    if (refusedMeanwhile) return err(refusedMeanwhile);
    const end = breaker.begin(Date.now());
    let verdict: Verdict = "neutral";
    try {
      const outcome = await slots.run(slot, work);
      if (!signal?.aborted) verdict = verdictOn(outcome.ok ? problemOf(outcome.value) : outcome.error);
      return outcome;
    } finally {
      end(verdict, Date.now());
    }
  } finally {
    slot.leave();
  }
}

/**
 * How work inside `isolated` lets others have its place for as long as it waits for a person or for a task of the
 * server's: a few such waits would keep everybody else from the connector. To be asked for before anything is sent.
 */
export function ownSlot(): <T>(work: () => Promise<T>) => Promise<T> {
  const slot = slots.getStore();
  return (work) => (slot ? slot.givenBackFor(work) : work());
}

function refusal(breaker: Breaker): McpProblem | null {
  const until = breaker.refusedUntil(Date.now());
  return until === null ? null : { reason: "circuit_open", retryAt: new Date(until) };
}

function verdictOn(problem: McpProblem | null): Verdict {
  if (problem === null) return "success";
  // A server that says when to come back is in good order.
  if (FAILURES.has(problem.reason)) return problem.retryAt ? "neutral" : "failure";
  return NEUTRAL.has(problem.reason) ? "neutral" : "success";
}

function laneOf(server: string): Lane {
  const lanes = oncePerProcess("mcp-lanes", () => new Map<string, Lane>());
  const lane = lanes.get(server) ?? { breaker: new Breaker(), gate: new FairGate() };
  lanes.delete(server);
  lanes.set(server, lane);
  if (lanes.size > MAX_LANES) {
    for (const [key, { breaker, gate }] of lanes) {
      if (lanes.size <= MAX_LANES) break;
      if (key !== server && gate.isAtRest && breaker.isAtRest) lanes.delete(key);
    }
  }
  return lane;
}
