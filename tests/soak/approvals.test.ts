import fc from "fast-check";
import { expect, test } from "vitest";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { approvalsProperty, startApprovals, type Tally } from "./approvals/property.ts";
import { Lane } from "./approvals/world.ts";

const CASES = IS_SOAK ? 10_000 : 320;
const LANES = 8;
const SEED = Number(process.env.PATCHBAY_SOAK_SEED ?? 20261127);

test("whatever interleaves, what runs was allowed at that moment, as it was shown, and runs once", async () => {
  const world = await startApprovals();
  const tally: Tally = { cases: 0, executed: 0, answered: 0, endings: {} };
  const begun = Date.now();
  try {
    await Promise.all(
      Array.from({ length: LANES }, async (_, i) => {
        const property = approvalsProperty(await Lane.open(world.url), world.executions, tally);
        await fc.assert(property, { seed: SEED + i, numRuns: CASES / LANES, endOnFailure: true });
      }),
    );
  } finally {
    await world.close();
    if (IS_SOAK) console.log(`seed ${SEED}, ${JSON.stringify(tally)}, ${Math.round((Date.now() - begun) / 1000)} s`);
  }
  expect(tally.cases).toBe(CASES);
  expect(tally.executed).toBeGreaterThan(CASES / 4);
  expect(tally.answered).toBeGreaterThan(CASES / 2);
  for (const state of ["succeeded", "denied", "cancelled", "awaiting_approval"])
    expect(tally.endings[state] ?? 0, state).toBeGreaterThan(0);
});
