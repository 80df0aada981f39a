import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { type RivalProviders, startRivalProviders } from "#tests/fakes/rival-providers.ts";
import { ATTACKS, createScene, honestAgain, tokensStored } from "./attacks.ts";
import { allowEgress } from "./world.ts";

let providers: RivalProviders;
beforeAll(async () => {
  providers = await startRivalProviders();
  allowEgress(providers.hostPort);
});
beforeEach(() => honestAgain(providers));
afterAll(async () => {
  await sessionPool().closeAll();
  await providers.close();
});

describe("Cross-app and cross-user attacks on sign-ins (RFC 9700 §4.4, draft-ietf-oauth-security-topics-update)", () => {
  it.each(ATTACKS)("$family: $name → $refusal", async ({ attempt, refusal }) => {
    const scene = await createScene(providers);
    expect(await attempt(scene)).toBe(refusal);
    expect(await tokensStored(scene)).toBe(0);
    expect(providers.leaks).toEqual([]);
  });
});
