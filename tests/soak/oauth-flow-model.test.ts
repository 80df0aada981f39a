import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { flowModel, startModelProviders, type Tally } from "./flow-model/property.ts";

const SEQUENCES = IS_SOAK ? 10_000 : 150;
const SEED = 20261121;

/** Everything that can become of a callback; a run that did not come across all of it proves little. */
const OUTCOMES = [
  "confirm",
  "connected",
  "flow_expired",
  "flow_someone_else",
  "flow_unknown",
  "flow_used",
  "not_found",
  "oauth.access_denied",
  "oauth.invalid_grant",
  "oauth.iss_mismatch",
  "oauth.iss_missing",
];

test("a token is only ever stored for whoever both began and finished its sign-in", async () => {
  const providers = await startModelProviders();
  const tally: Tally = { sequences: 0, flows: 0, outcomes: {} };
  const begun = Date.now();
  try {
    await fc.assert(flowModel(providers, tally), { seed: SEED, numRuns: SEQUENCES });
  } finally {
    await sessionPool().closeAll();
    await providers.close();
    if (IS_SOAK) console.log(`seed ${SEED}, ${JSON.stringify(tally)}, ${Math.round((Date.now() - begun) / 1000)} s`);
  }
  expect(Object.keys(tally.outcomes).sort()).toEqual(OUTCOMES);
});
