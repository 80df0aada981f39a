import { GATE_QUEUE_PER_PERSON, GATE_SLOTS, GATE_SLOTS_PER_PERSON } from "./constants.ts";

type Waiting = { admit: () => void };

export type Slot = {
  leave(): void;
  /** Lets others in while this is worked on, because the server is asked nothing meanwhile. */
  givenBackFor<T>(work: () => Promise<T>): Promise<T>;
};

/**
 * Lets GATE_SLOTS through at a time, GATE_SLOTS_PER_PERSON of one person. Who waits is admitted by turns, one of each
 * person after the other, so that somebody with a hundred requests delays somebody with one by one.
 */
export class FairGate {
  #inside = new Map<string, number>();
  #total = 0;
  /** Whose turn is next comes first. */
  #queues = new Map<string, Waiting[]>();

  /**
   * Waits for a slot, no longer than `timeoutMs` and the signal allow.
   * @returns the slot, or null when there was no room in time
   */
  async enter(person: string, timeoutMs: number, signal?: AbortSignal): Promise<Slot | null> {
    if (signal?.aborted) return null;
    if (!this.#hasRoomFor(person)) {
      const isAdmitted = await this.#wait(person, timeoutMs, signal);
      if (!isAdmitted) return null;
    } else this.#take(person);
    let isOver = false;
    let pauses = 0;
    return {
      leave: () => {
        if (isOver) return;
        isOver = true;
        if (pauses === 0) this.#leave(person);
      },
      givenBackFor: async (work) => {
        if (pauses === 0 && !isOver) this.#leave(person);
        pauses += 1;
        try {
          return await work();
        } finally {
          pauses -= 1;
          // Not waited for: what was let in once is not kept from coming to its end.
          if (pauses === 0 && !isOver) this.#take(person);
        }
      },
    };
  }

  /** Nobody inside and nobody waiting. */
  get isAtRest(): boolean {
    return this.#total === 0 && this.#queues.size === 0;
  }

  #hasRoomFor(person: string): boolean {
    return this.#total < GATE_SLOTS && (this.#inside.get(person) ?? 0) < GATE_SLOTS_PER_PERSON;
  }

  #take(person: string): void {
    this.#total += 1;
    this.#inside.set(person, (this.#inside.get(person) ?? 0) + 1);
  }

  #leave(person: string): void {
    this.#total -= 1;
    const left = (this.#inside.get(person) ?? 1) - 1;
    if (left === 0) this.#inside.delete(person);
    else this.#inside.set(person, left);
    this.#admitNext();
  }

  #admitNext(): void {
    for (const [person, queue] of this.#queues) {
      if (!this.#hasRoomFor(person)) continue;
      const next = queue.shift();
      // To the end of the row: everybody else has a turn first.
      this.#queues.delete(person);
      if (queue.length > 0) this.#queues.set(person, queue);
      this.#take(person);
      next?.admit();
      return;
    }
  }

  #wait(person: string, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const queue = this.#queues.get(person) ?? [];
    if (queue.length >= GATE_QUEUE_PER_PERSON) return Promise.resolve(false);
    this.#queues.set(person, queue);
    return new Promise((resolve) => {
      const settle = (isAdmitted: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
        resolve(isAdmitted);
      };
      const waiting: Waiting = { admit: () => settle(true) };
      const giveUp = () => {
        const place = queue.indexOf(waiting);
        if (place < 0) return;
        queue.splice(place, 1);
        if (queue.length === 0 && this.#queues.get(person) === queue) this.#queues.delete(person);
        settle(false);
      };
      const timer = setTimeout(giveUp, timeoutMs);
      signal?.addEventListener("abort", giveUp, { once: true });
      queue.push(waiting);
    });
  }
}
