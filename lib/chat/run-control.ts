import { WORKER_LOST } from "#lib/tool-calls/constants.ts";

/** Why a run has to let go before it has finished. */
export type Interruption = "stop" | "lease_lost" | "shutdown";

/** The strings by which a worker holds one of its runs. */
export class RunControl {
  private readonly hard = new AbortController();
  private readonly soft = new AbortController();
  private wake: () => void = () => {};
  private change: Promise<void> = this.nextChange();
  private readonly waiting = new Set<string>();

  /** Why it was interrupted; null while it may go on. A stop asked for by a person wins over the end of the process. */
  interruption: Interruption | null = null;

  /** Ends what is under way, tool calls included. */
  get signal(): AbortSignal {
    return this.hard.signal;
  }

  /** Ends what can simply be begun anew elsewhere: the model's step. */
  get modelSignal(): AbortSignal {
    return AbortSignal.any([this.hard.signal, this.soft.signal]);
  }

  /** Whether a call of it waits for a person or for a task elsewhere: then the run takes next to nothing of the process. */
  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** A call of the run begins to wait, or no longer does. */
  waits(toolCallId: string, isWaiting: boolean): void {
    if (isWaiting) this.waiting.add(toolCallId);
    else this.waiting.delete(toolCallId);
  }

  /** Whether new work may begin. */
  get mayBegin(): boolean {
    return this.interruption === null;
  }

  /** Lets tool calls in flight end by themselves (shutdown); begins nothing new. */
  drain(): void {
    this.interruption ??= "shutdown";
    this.soft.abort(this.interruption);
    this.poke();
  }

  interrupt(why: Interruption): void {
    if (this.interruption === null || this.interruption === "shutdown") this.interruption = why;
    // A call that nobody stopped must not end as one that somebody did.
    this.hard.abort(why === "stop" ? why : WORKER_LOST);
    this.poke();
  }

  /** Resolves when something about the run may have changed: a decision, an interruption. */
  changed(): Promise<void> {
    return this.change;
  }

  poke(): void {
    const wake = this.wake;
    this.change = this.nextChange();
    wake();
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
