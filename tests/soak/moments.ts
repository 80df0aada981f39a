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

/**
 * Moments within something that goes from 0 to 1: one at random in each of `count` equal parts, in random order, so
 * that also a few of them reach beginning, middle and end.
 */
export function moments(count: number, random: () => number): number[] {
  const inOrder = Array.from({ length: count }, (_, part) => (part + random()) / count);
  return inOrder
    .map((moment) => ({ moment, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ moment }) => moment);
}

/** The time after the end that is aimed at too, as a share of the whole. */
const AFTERWARDS = 0.1;

/**
 * Milliseconds from the start for a moment in [0, 1), such that every window gets an equal share of the moments: the
 * short ones, in which most can go wrong, as many as the long ones.
 * @param ends when each window but the last usually ends, in ms from the start
 */
export function aim(moment: number, ends: readonly number[]): number {
  const last = ends.at(-1) ?? 0;
  const borders = [0, ...ends, last * (1 + AFTERWARDS)];
  const place = moment * (borders.length - 1);
  const from = borders[Math.floor(place)] ?? last;
  const to = borders[Math.floor(place) + 1] ?? last;
  return Math.max(0, from + (place % 1) * (to - from));
}
