import { BREAKER_FAILURES, BREAKER_MAX_PAUSE_MS, BREAKER_PAUSE_MS } from "./constants.ts";

/** What an attempt says about the server. `neutral`: nothing, it was stopped or never got that far. */
export type Verdict = "success" | "failure" | "neutral";

/**
 * A circuit breaker: after BREAKER_FAILURES failures in a row nothing is sent for a pause; then one attempt goes
 * through, and its outcome closes the circuit or doubles the pause. Who comes meanwhile is refused, never kept waiting.
 */
export class Breaker {
  #failures = 0;
  #pauseMs = 0;
  #openUntil = 0;
  #isProbing = false;
  #probeUntil = 0;

  /** When an attempt may be made: null for now, else the time to come back. */
  refusedUntil(now: number): number | null {
    if (this.#failures < BREAKER_FAILURES) return null;
    if (now < this.#openUntil) return this.#openUntil;
    // A probe may take its time: a question to a person, a long task. It does not keep all others out that long.
    return this.#isProbing && now < this.#probeUntil ? Math.min(now + BREAKER_PAUSE_MS, this.#probeUntil) : null;
  }

  /** Begins an attempt that is not refused; call what it gives once, with how it went. */
  begin(begunAt: number): (verdict: Verdict, now: number) => void {
    const isProbe = this.#failures >= BREAKER_FAILURES;
    if (isProbe) {
      this.#isProbing = true;
      this.#probeUntil = begunAt + BREAKER_MAX_PAUSE_MS;
    }
    return (verdict, now) => {
      if (isProbe) this.#isProbing = false;
      if (verdict === "success") this.#close();
      else if (verdict === "failure") this.#fail(isProbe, now);
    };
  }

  /** Nothing to remember. */
  get isAtRest(): boolean {
    return this.#failures === 0 && !this.#isProbing;
  }

  #close(): void {
    this.#failures = 0;
    this.#pauseMs = 0;
  }

  #fail(isProbe: boolean, now: number): void {
    this.#failures += 1;
    // Stragglers of before the pause do not lengthen it.
    if (this.#failures !== BREAKER_FAILURES && !isProbe) return;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, BREAKER_PAUSE_MS), BREAKER_MAX_PAUSE_MS);
    this.#openUntil = now + this.#pauseMs;
  }
}
