import { Worker } from "node:worker_threads";
import { SCHEMA_QUEUE, SCHEMA_START_MS, SCHEMA_THREAD_MB, SCHEMA_THREADS } from "./constants.ts";
import type { SchemaAnswer, SchemaJob } from "./schema-worker.ts";

/** `killed`: it took too long, or too much memory. `busy`: too many wait already, or no thread could be had. */
export type SchemaOutcome = SchemaAnswer | { kind: "killed" } | { kind: "busy" };

type Waiting = { job: SchemaJob; limitMs: number; settle: (outcome: SchemaOutcome) => void };

/**
 * A few threads that check values against schemas, each started when it is first needed. A job that is not done in its
 * time ends its thread; the next job gets a new one.
 */
export class SchemaThreads {
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #queue: Waiting[] = [];
  #count = 0;

  constructor(size = SCHEMA_THREADS) {
    this.#size = size;
  }

  /** How many threads there are. */
  get size(): number {
    return this.#count;
  }

  /** Checks one value, for `limitMs` at most from when a thread has taken it up. Never rejects. */
  run(job: SchemaJob, limitMs: number): Promise<SchemaOutcome> {
    if (this.#queue.length >= SCHEMA_QUEUE) return Promise.resolve({ kind: "busy" });
    return new Promise((settle) => {
      this.#queue.push({ job, limitMs, settle });
      this.#next();
    });
  }

  /** Ends every thread (shutdown, tests). */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    const worker = this.#idle.pop();
    if (worker) this.#give(worker);
    else if (this.#count < this.#size) this.#start();
  }

  #start(): void {
    const worker = newThread();
    if (!worker) {
      this.#queue.shift()?.settle({ kind: "busy" });
      // Where there are others, they come to the rest.
      if (this.#count === 0) this.#next();
      return;
    }
    this.#count += 1;
    worker.unref();
    const timer = setTimeout(() => void worker.terminate(), SCHEMA_START_MS);
    worker.once("message", () => {
      clearTimeout(timer);
      worker.removeListener("exit", onEarlyExit);
      this.#give(worker);
    });
    // Whatever goes wrong in the thread ends it, and its end is what we act on.
    worker.on("error", () => {});
    worker.on("exit", () => {
      this.#count -= 1;
      const place = this.#idle.indexOf(worker);
      if (place >= 0) this.#idle.splice(place, 1);
    });
    const onEarlyExit = () => {
      clearTimeout(timer);
      this.#queue.shift()?.settle({ kind: "busy" });
      this.#next();
    };
    worker.once("exit", onEarlyExit);
  }

  #give(worker: Worker): void {
    const next = this.#queue.shift();
    if (!next) {
      this.#idle.push(worker);
      return;
    }
    const onAnswer = (answer: SchemaAnswer) => {
      clearTimeout(timer);
      worker.removeListener("exit", onExit);
      next.settle(answer);
      this.#give(worker);
    };
    const onExit = () => {
      clearTimeout(timer);
      next.settle({ kind: "killed" });
      this.#next();
    };
    const timer = setTimeout(() => void worker.terminate(), next.limitMs);
    worker.once("message", onAnswer);
    worker.once("exit", onExit);
    try {
      worker.postMessage(next.job);
    } catch {
      // Not a value that can be handed over; JSON always is.
      worker.removeListener("message", onAnswer);
      worker.removeListener("exit", onExit);
      clearTimeout(timer);
      next.settle({ kind: "unusable" });
      this.#give(worker);
    }
  }
}

/** A thread; null where the system has none to give. */
function newThread(): Worker | null {
  try {
    return new Worker(new URL("./schema-worker.ts", import.meta.url), {
      // A server's schema becomes code in there: it gets nothing worth having.
      env: {},
      execArgv: ["--no-warnings"],
      resourceLimits: { maxOldGenerationSizeMb: SCHEMA_THREAD_MB, stackSizeMb: 4 },
    });
  } catch {
    return null;
  }
}
