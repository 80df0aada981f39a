import { describe, expect, test } from "vitest";
import { interleaved, median, quantile, table } from "./statistics.ts";

describe("quantile", () => {
  const samples = [5, 1, 4, 2, 3];
  test("is the nearest rank, whatever the order", () => {
    expect([0, 0.2, 0.5, 0.99, 1].map((share) => quantile(samples, share))).toEqual([1, 1, 3, 5, 5]);
    expect(median([7])).toBe(7);
  });
});

test("interleaved runs every subject in every round and leaves the warm-up out", async () => {
  const order: string[] = [];
  const subject = (name: string) => async () => order.push(name);
  const samples = await interleaved({ a: subject("a"), b: subject("b") }, { rounds: 2, warmUp: 1 });
  expect(samples.a).toHaveLength(2);
  expect(samples.b).toHaveLength(2);
  expect(order.join("")).toBe("baabba");
});

test("a table has a line for each row, all of one width", () => {
  const lines = table([{ what: "a call", ours: "2 ms", beside: "1 ms", ratio: "2.00×", goal: "≤ 2" }]).split("\n");
  expect(lines).toHaveLength(3);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});
