/** A repeatable source of numbers in [0, 1) (mulberry32): the same seed, the same numbers. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where to strike: in a window of an operation (from 0), and how far into it (0 to 1). */
export type Aim = { window: number; fraction: number };

/**
 * Spreads `count` aims over `windows` windows, at random but evenly and in random order: the short windows, in which
 * most can go wrong, get as many as the long ones, and also a few aims reach beginning, middle and end.
 */
export function aims(count: number, windows: number, random: () => number): Aim[] {
  return Array.from({ length: count }, (_, part) => {
    const place = ((part + random()) / count) * windows;
    return { window: Math.floor(place), fraction: place % 1, rank: random() };
  })
    .sort((one, other) => one.rank - other.rank)
    .map(({ window, fraction }) => ({ window, fraction }));
}
