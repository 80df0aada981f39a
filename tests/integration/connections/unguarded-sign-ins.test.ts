import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type * as mutations from "#lib/connections/mutations.ts";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import type * as callback from "#lib/oauth/callback.ts";
import { missing, type SignInGuard, withoutGuard, withoutIssuerCheck } from "#tests/fakes/missing-guard.ts";
import { type RivalProviders, startRivalProviders } from "#tests/fakes/rival-providers.ts";
import { ATTACKS, createScene, honestAgain, tokensStored } from "./attacks.ts";
import { allowEgress } from "./world.ts";

vi.mock("#lib/connections/mutations.ts", async (original) => withoutGuard(await original<typeof mutations>()));
vi.mock("#lib/oauth/callback.ts", async (original) => withoutIssuerCheck(await original<typeof callback>()));

let providers: RivalProviders;
beforeAll(async () => {
  providers = await startRivalProviders();
  allowEgress(providers.hostPort);
});
afterAll(async () => {
  await sessionPool().closeAll();
  await providers.close();
});

const CAUGHT: [guard: SignInGuard | null, attacks: string[]][] = [
  [null, []],
  [
    "person",
    [
      "CORF: the victim's browser is made to open the attacker's answer",
      "CORF: the attacker's answer is from a connector of their own organization",
      "COSF: the attacker begins, the victim agrees and comes back",
      "COSF: the attacker begins, the victim signs in on the way back and confirms",
      "COSF: somebody of another organization begins, the victim agrees and comes back",
      "COSF: the attacker comes back after the victim was turned away",
      "COSF: a sign-in of the victim's own comes back in another session of theirs, unconfirmed",
    ],
  ],
  [
    "connector",
    [
      "mix-up: the malicious provider sends the browser on to the honest one",
      "COAT: the answer of one connector comes back under the path of another",
      "COAT: the answer comes back under the path of another organization's connector",
    ],
  ],
  ["session", ["COSF: a sign-in of the victim's own comes back in another session of theirs, unconfirmed"]],
  ["single use", ["COSF: the attacker comes back after the victim was turned away"]],
  [
    "issuer",
    [
      "mix-up: the honest provider's answer is brought to the malicious connector",
      "mix-up: the answer comes without the issuer that the honest provider always names",
    ],
  ],
];

it.each(CAUGHT)(
  "with the guard %s missing, these attacks are not refused by name any more",
  async (guard, caught) => {
    missing.guard = guard;
    const names: string[] = [];
    for (const { family, name, attempt, refusal } of ATTACKS) {
      honestAgain(providers);
      const scene = await createScene(providers);
      const outcome = await attempt(scene).catch((error: Error) => error.message);
      const isRefused = outcome === refusal && (await tokensStored(scene)) === 0 && providers.leaks.length === 0;
      if (!isRefused) names.push(`${family}: ${name}`);
    }
    expect(names).toEqual(caught);
  },
  120_000,
);
