import type { Person, World } from "./world.ts";

/** One time of doing it. `id` is in every sentence about it. */
export type Attempt = { id: string };

/** Something a person does that a crash may fall into. */
export type Operation<A extends Attempt> = {
  name: string;
  /** The windows a crash can fall into, in their order. */
  windows: readonly string[];
  /** Everything that comes before; never interrupted. */
  prepare(world: World, person: Person): Promise<A>;
  /** Does it, and notes in the attempt what was acknowledged. Ends when it is over, breaks, or is given up. */
  run(world: World, attempt: A, givenUp: AbortSignal): Promise<void>;
  /** When each window but the last ended, by what is stored; null where it did not. */
  ends(attempt: A): Promise<(Date | null | undefined)[]>;
  /** What its person does afterwards to get what they wanted; gives everything that is wrong, in words. */
  recover(world: World, attempt: A): Promise<string[]>;
  /** Waits until everything has come to its end; gives everything that is wrong then, in words. */
  settle(world: World): Promise<string[]>;
  /** What became of it in the end, in a word. */
  fate(attempt: A): Promise<string>;
};
