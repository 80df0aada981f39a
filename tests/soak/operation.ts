import type { Person, World } from "./world.ts";

/** Something a person does that a crash may fall into. `Attempt` is one time of doing it. */
export type Operation<Attempt> = {
  name: string;
  /** The windows a crash can fall into, in their order. */
  windows: readonly string[];
  /** Everything that comes before; never interrupted. */
  prepare(world: World, person: Person): Promise<Attempt>;
  /** Does it, and notes in the attempt what was acknowledged. Ends when it is over, breaks, or is given up. */
  run(world: World, attempt: Attempt, givenUp: AbortSignal): Promise<void>;
  /** When each window but the last ended, by what is stored; null where it did not. */
  ends(attempt: Attempt): Promise<(Date | null | undefined)[]>;
  /** What its person does afterwards to get what they wanted; gives everything that is wrong, in words. */
  recover(world: World, attempt: Attempt): Promise<string[]>;
};
