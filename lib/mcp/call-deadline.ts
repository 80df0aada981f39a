/**
 * Ends a call that is silent for too long, or that takes too long altogether. Both clocks stand still while a person is
 * being asked: the server waits for us then, not we for it.
 */
export class CallDeadline {
  readonly #ended = new AbortController();
  readonly #silenceMs: number;
  #left: number;
  #silence: NodeJS.Timeout | undefined;
  #total: NodeJS.Timeout | undefined;
  #runsSince = 0;
  #pauses = 0;
  #isOver = false;

  constructor(silenceMs: number, totalMs: number) {
    this.#silenceMs = silenceMs;
    this.#left = totalMs;
    this.#run();
  }

  /** Aborted when the time is up. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** A sign of life: the silence begins anew. */
  touch(): void {
    if (this.#pauses > 0 || this.#isOver) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#ended.abort("timeout"), this.#silenceMs);
  }

  /** Both clocks stand while this is worked on. */
  async pausedFor<T>(work: Promise<T>): Promise<T> {
    if (this.#pauses === 0) {
      this.#stop();
      this.#left -= Date.now() - this.#runsSince;
    }
    this.#pauses += 1;
    try {
      return await work;
    } finally {
      this.#pauses -= 1;
      if (this.#pauses === 0 && !this.#isOver) this.#run();
    }
  }

  /** The call is over. */
  end(): void {
    this.#isOver = true;
    this.#stop();
  }

  #run(): void {
    this.#runsSince = Date.now();
    this.#total = setTimeout(() => this.#ended.abort("timeout"), Math.max(0, this.#left));
    this.touch();
  }

  #stop(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#total);
  }
}
