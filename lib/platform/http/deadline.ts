import type { EgressLimits } from "./constants.ts";
import { EgressError, type EgressReason } from "./egress-error.ts";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The one thing that can end an exchange early: a deadline, a limit or the caller. Whatever comes first is `problem`,
 * and `signal` is aborted with it.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #host: string;
  readonly #caller: AbortSignal | null;
  #problem: EgressError | null = null;

  constructor(host: string, limits: EgressLimits, caller: AbortSignal | null) {
    this.#host = host;
    this.#caller = caller;
    this.start("firstByte", limits.firstByteMs);
    this.start("total", limits.totalMs);
    if (caller?.aborted) this.fail("aborted", { maybeSent: false });
    else caller?.addEventListener("abort", this.#onCallerAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get problem(): EgressError | null {
    return this.#problem;
  }

  /** Starts, or starts again, the named timer. */
  start(name: "firstByte" | "idle" | "total", ms: number): void {
    this.stop(name);
    if (ms <= LONGEST_TIMER_MS)
      this.#timers.set(
        name,
        setTimeout(() => this.fail("timeout"), ms),
      );
  }

  stop(name: "firstByte" | "idle" | "total"): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  /** Ends the exchange with a reason, unless it has ended already; gives the problem that ended it. */
  fail(reason: EgressReason, options = { maybeSent: true }): EgressError {
    return this.failWith(new EgressError(reason, this.#host, options));
  }

  failWith(problem: EgressError): EgressError {
    this.#problem ??= problem;
    this.release();
    this.#controller.abort(this.#problem);
    return this.#problem;
  }

  /** Forgets timers and the caller's signal: the exchange is over. */
  release(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#caller?.removeEventListener("abort", this.#onCallerAbort);
  }

  readonly #onCallerAbort = (): void => {
    this.fail("aborted");
  };
}
