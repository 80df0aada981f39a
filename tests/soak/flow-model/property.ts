import fc from "fast-check";
import { db } from "#lib/platform/db/client.ts";
import { forgetOnce } from "#lib/platform/process-registry.ts";
import { type RivalProviders, startRivalProviders } from "#tests/fakes/rival-providers.ts";
import { anything } from "./commands.ts";
import { judge } from "./judge.ts";
import { createWorld } from "./world.ts";

/** What a run of the model came across, so that a run in which nothing happened is not taken for a good one. */
export type Tally = { sequences: number; flows: number; outcomes: Record<string, number> };

/** The model as a property: whatever people and attackers do, in whatever order, every sign-in ends as the rules say. */
export function flowModel(providers: RivalProviders, tally: Tally) {
  return fc.asyncProperty(anything, async (commands) => {
    providers.redeemed.clear();
    providers.tokens.clear();
    providers.leaks.length = 0;
    const world = await createWorld(providers);
    try {
      await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
      await judge(world);
    } finally {
      tally.sequences += 1;
      tally.flows += world.flows.length;
      for (const [code, times] of Object.entries(world.outcomes))
        tally.outcomes[code] = (tally.outcomes[code] ?? 0) + times;
      await forgetWorld(world.places.map(({ org }) => org.id));
    }
  });
}

/** Ten thousand worlds would make the database slow. */
async function forgetWorld(orgIds: string[]): Promise<void> {
  await db().organization.deleteMany({ where: { id: { in: orgIds } } });
}

/** The providers, reachable for the app. */
export async function startModelProviders(): Promise<RivalProviders> {
  const providers = await startRivalProviders();
  process.env.EGRESS_ALLOW = providers.hostPort;
  forgetOnce("env");
  return providers;
}
