import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type * as mutations from "#lib/connections/mutations.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type * as callback from "#lib/oauth/callback.ts";
import { missing, SIGN_IN_GUARDS, withoutGuard, withoutIssuerCheck } from "#tests/fakes/missing-guard.ts";
import type { RivalProviders } from "#tests/fakes/rival-providers.ts";
import { flowModel, startModelProviders } from "./flow-model/property.ts";

vi.mock("#lib/connections/mutations.ts", async (original) => withoutGuard(await original<typeof mutations>()));
vi.mock("#lib/oauth/callback.ts", async (original) => withoutIssuerCheck(await original<typeof callback>()));

let providers: RivalProviders;
beforeAll(async () => {
  providers = await startModelProviders();
});
afterAll(async () => {
  await sessionPool().closeAll();
  await providers.close();
});

it.each(SIGN_IN_GUARDS)("the model finds out that the guard %s is missing", async (guard) => {
  missing.guard = guard;
  const tally = { sequences: 0, flows: 0, outcomes: {} };
  const runs = { seed: 20261121, numRuns: 1_000, endOnFailure: true };
  const { failed } = await fc.check(flowModel(providers, tally), runs);
  expect(failed).toBe(true);
});
