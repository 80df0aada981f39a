import { expect, test, vi } from "vitest";
import { GATE_QUEUE_PER_PERSON, GATE_SLOTS, GATE_SLOTS_PER_PERSON } from "./constants.ts";
import { FairGate } from "./fair-gate.ts";

const LONG = 60_000;

/** Fills every slot with people who hold one each; gives their ways out. */
async function full(): Promise<{ gate: FairGate; leave: (() => void)[] }> {
  const gate = new FairGate();
  const leave: (() => void)[] = [];
  for (let i = 0; i < GATE_SLOTS; i += 1) leave.push((await gate.enter(`p${i}`, LONG))?.leave ?? (() => {}));
  return { gate, leave };
}

test("one person cannot take every slot", async () => {
  const gate = new FairGate();
  for (let i = 0; i < GATE_SLOTS_PER_PERSON; i += 1) expect(await gate.enter("ann", LONG)).not.toBeNull();
  expect(await gate.enter("ann", 10)).toBeNull();
  expect(await gate.enter("ben", 10)).not.toBeNull();
});

test("people who wait are admitted by turns, however much one of them wants", async () => {
  const { gate, leave } = await full();
  const admitted: string[] = [];
  const come = (person: string) => gate.enter(person, LONG).then(() => admitted.push(person));
  for (let i = 0; i < 4; i += 1) void come("ann");
  void come("ben");
  void come("cat");
  for (const each of leave.slice(0, 6)) each();
  await vi.waitFor(() => expect(admitted).toHaveLength(6));
  expect(admitted).toEqual(["ann", "ben", "cat", "ann", "ann", "ann"]);
});

test("a wait ends with its time and with its signal, and leaves no trace", async () => {
  const { gate, leave } = await full();
  const stop = new AbortController();
  const stopped = gate.enter("ann", LONG, stop.signal);
  stop.abort();
  expect(await stopped).toBeNull();
  expect(await gate.enter("ann", 10)).toBeNull();
  for (const each of leave) each();
  expect(gate.isAtRest).toBe(true);
});

test("leaving twice frees one slot", async () => {
  const { gate, leave } = await full();
  leave[0]?.();
  leave[0]?.();
  expect(await gate.enter("x", 10)).not.toBeNull();
  expect(await gate.enter("y", 10)).toBeNull();
});

test("a queue has an end", async () => {
  const { gate } = await full();
  for (let i = 0; i < GATE_QUEUE_PER_PERSON; i += 1) void gate.enter("ann", 1_000);
  const started = performance.now();
  expect(await gate.enter("ann", LONG)).toBeNull();
  expect(performance.now() - started).toBeLessThan(500);
});

test("a slot given back for a wait lets somebody else in, and is counted again afterwards", async () => {
  const gate = new FairGate();
  const slots = await Promise.all(Array.from({ length: GATE_SLOTS_PER_PERSON }, () => gate.enter("ann", LONG)));
  const answered = Promise.withResolvers<void>();
  const waits = slots[0]?.givenBackFor(() => answered.promise);
  const another = await gate.enter("ann", 10);
  expect(another).not.toBeNull();
  answered.resolve();
  await waits;
  another?.leave();
  expect(await gate.enter("ann", 10)).toBeNull();
  for (const slot of slots) slot?.leave();
  expect(gate.isAtRest).toBe(true);
});

test("a slot left in the middle of a wait is not taken again", async () => {
  const gate = new FairGate();
  const slot = await gate.enter("ann", LONG);
  const answered = Promise.withResolvers<void>();
  const waits = slot?.givenBackFor(() => answered.promise);
  slot?.leave();
  answered.resolve();
  await waits;
  expect(gate.isAtRest).toBe(true);
});
