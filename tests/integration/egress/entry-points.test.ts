import fc from "fast-check";
import pLimit from "p-limit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { databaseUrl } from "#lib/platform/db/client.ts";
import { FIXED_TARGETS } from "#tests/fakes/hostile-targets.ts";
import { IS_SOAK } from "#tests/fakes/soak.ts";
import { hostileUrl } from "#tests/fakes/target-generator.ts";
import { allowEgress } from "../connections/world.ts";
import { ENTRY_POINTS } from "./entry-points.ts";
import { type HostileWorld, startHostileWorld } from "./hostile-world.ts";
import { type Watch, watch } from "./watch.ts";

const SEED = 20261121;
/** For each entry point so many fixed and generated targets, and ways to the canary; others at each entry point. */
const SHARE = { fixed: 2, generated: 1, canary: 3 };
/** In the long form; where nothing is followed, few of so many would tell more. */
const FULL = { fixed: FIXED_TARGETS.length, generated: 500, canary: 100 };
const FULL_ELSEWHERE = { fixed: 200, generated: 50, canary: 100 };
const TIMEOUT_MS = IS_SOAK ? 45 * 60_000 : 120_000;
const PUBLIC_ADDRESS = "93.184.216.34";

/** Names that look like anybody's and lead inside. */
const NAMES: Record<string, string[]> = {
  "rebound.example": ["127.0.0.1"],
  "rebound6.example": ["::1"],
  "mapped.example": ["::ffff:127.0.0.1"],
  "mixed.example": [PUBLIC_ADDRESS, "10.0.0.1"],
  "metadata.example": ["169.254.169.254"],
};
const PUBLIC = { "public.example": [PUBLIC_ADDRESS] };

let world: HostileWorld;
let seen: Watch;

beforeAll(async () => {
  world = await startHostileWorld();
  allowEgress(world.hostPort);
});
afterAll(() => world.close());
beforeEach(async () => {
  const { hostname, port } = new URL(databaseUrl());
  seen = await watch([world.hostPort, `${hostname}:${port}`], { ...NAMES, ...PUBLIC });
});
afterEach(async () => {
  await sessionPool().closeAll();
  await seen.stop();
});

/** The canary at every local address, in every notation of loopback, and by name. */
function canaryTargets(): string[] {
  const hosts = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "127.0.0.2",
    "0.0.0.0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "localhost",
  ];
  return [...hosts, ...Object.keys(NAMES)].flatMap((host) =>
    ["https", "http"].map((scheme) => `${scheme}://${host}:${seen.canary.port}/`),
  );
}

/** So many of them, others at each entry point. */
function share(targets: string[], count: number, entry: number): string[] {
  if (count >= targets.length) return targets;
  const step = Math.floor(targets.length / count);
  return Array.from({ length: count }, (_, index) => targets[index * step + ((entry * 37) % step)] ?? "");
}

describe.each(ENTRY_POINTS.map((entry, index) => ({ ...entry, index })))("$name", ({ enter, index, isFollowed }) => {
  test(
    "leads to nothing that is not public",
    async () => {
      const counts = IS_SOAK ? (isFollowed ? FULL : FULL_ELSEWHERE) : SHARE;
      const generated = fc.sample(hostileUrl, { seed: SEED + index, numRuns: counts.generated });
      const inTurn = pLimit(6);
      const targets = [
        ...share(canaryTargets(), counts.canary, index),
        ...share(FIXED_TARGETS, counts.fixed, index),
        ...generated,
      ];
      await Promise.all(targets.map((target) => inTurn(() => enter(world, target))));
      expect(seen.private).toEqual([]);
      expect(seen.public).toEqual([]);
      expect(seen.canary).toMatchObject({ connections: 0, bytes: 0 });
    },
    TIMEOUT_MS,
  );

  test(isFollowed ? "is followed to a good address" : "is not followed, however good its address", async () => {
    await enter(world, `https://${PUBLIC_ADDRESS}/`);
    await enter(world, "https://public.example:8443/");
    const attempts = isFollowed ? [`${PUBLIC_ADDRESS} 443`, `${PUBLIC_ADDRESS} 8443`] : [];
    expect([...new Set(seen.public)]).toEqual(attempts);

    const hostPort = `127.0.0.1:${seen.canary.port}`;
    allowEgress(hostPort);
    await enter(world, `http://${hostPort}/`);
    expect(seen.canary.bytes > 0).toBe(isFollowed);
  });
});
