import { expect, test } from "vitest";
import { Breaker, type Verdict } from "./breaker.ts";
import { BREAKER_FAILURES, BREAKER_MAX_PAUSE_MS, BREAKER_PAUSE_MS } from "./constants.ts";

const attempt = (breaker: Breaker, verdict: Verdict, now = 0) => breaker.begin(now)(verdict, now);

function opened(): Breaker {
  const breaker = new Breaker();
  for (let i = 0; i < BREAKER_FAILURES; i += 1) attempt(breaker, "failure");
  return breaker;
}

test("failures in a row open it, and it says until when", () => {
  const breaker = new Breaker();
  for (let i = 0; i < BREAKER_FAILURES - 1; i += 1) attempt(breaker, "failure");
  expect(breaker.refusedUntil(0)).toBeNull();
  attempt(breaker, "failure");
  expect(breaker.refusedUntil(1)).toBe(BREAKER_PAUSE_MS);
});

test("a success in between starts the count anew", () => {
  const breaker = new Breaker();
  for (let i = 0; i < BREAKER_FAILURES * 3; i += 1)
    attempt(breaker, i % BREAKER_FAILURES === 0 ? "success" : "failure");
  expect(breaker.refusedUntil(0)).toBeNull();
});

test("after the pause one attempt goes through, the others are refused without waiting", () => {
  const breaker = opened();
  expect(breaker.refusedUntil(BREAKER_PAUSE_MS)).toBeNull();
  const end = breaker.begin(BREAKER_PAUSE_MS);
  expect(breaker.refusedUntil(BREAKER_PAUSE_MS)).not.toBeNull();
  end("success", BREAKER_PAUSE_MS);
  expect(breaker.refusedUntil(BREAKER_PAUSE_MS)).toBeNull();
  expect(breaker.isAtRest).toBe(true);
});

test("a probe that goes on and on, as one does that asks a person, lets another through after a while", () => {
  const breaker = opened();
  breaker.begin(BREAKER_PAUSE_MS);
  const later = BREAKER_PAUSE_MS + BREAKER_MAX_PAUSE_MS;
  expect(breaker.refusedUntil(later - 1)).toBe(later);
  expect(breaker.refusedUntil(later)).toBeNull();
  attempt(breaker, "success", later);
  expect(breaker.refusedUntil(later)).toBeNull();
});

test("a stopped probe leaves the next attempt to be the probe", () => {
  const breaker = opened();
  attempt(breaker, "neutral", BREAKER_PAUSE_MS);
  expect(breaker.refusedUntil(BREAKER_PAUSE_MS)).toBeNull();
  expect(breaker.isAtRest).toBe(false);
});

test("each probe that fails doubles the pause, up to a bound", () => {
  const breaker = opened();
  let now = BREAKER_PAUSE_MS;
  const pauses: number[] = [];
  for (let i = 0; i < 6; i += 1) {
    attempt(breaker, "failure", now);
    const until = breaker.refusedUntil(now) ?? 0;
    pauses.push(until - now);
    now = until;
  }
  expect(pauses.slice(0, 2)).toEqual([BREAKER_PAUSE_MS * 2, BREAKER_PAUSE_MS * 4]);
  expect(pauses.at(-1)).toBe(BREAKER_MAX_PAUSE_MS);
});
