import { expect, test, vi } from "vitest";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { databaseUrl } from "#lib/platform/db/client.ts";
import { ENTRY_POINTS } from "./entry-points.ts";
import { startHostileWorld } from "./hostile-world.ts";
import { watch } from "./watch.ts";

// The one outbound fetch without its guard: any address, redirects followed.
vi.mock("#lib/platform/http/guarded-fetch.ts", () => ({
  guardedFetch: () => globalThis.fetch,
  checkUrl: (text: string) => ({ ok: true, value: new URL(text) }),
}));

test("without the guard, every place whose address is followed is caught; most others are held back by more than it", async () => {
  const world = await startHostileWorld();
  const { hostname, port } = new URL(databaseUrl());
  const caught: string[] = [];
  for (const { name, enter } of ENTRY_POINTS) {
    const seen = await watch([world.hostPort, `${hostname}:${port}`], {});
    await enter(world, `http://127.0.0.1:${seen.canary.port}/`);
    await sessionPool().closeAll();
    if (seen.private.length > 0 && seen.canary.bytes > 0) caught.push(name);
    await seen.stop();
  }
  await world.close();
  const followed = ENTRY_POINTS.filter(({ isFollowed }) => isFollowed).map(({ name }) => name);
  expect(new Set(caught)).toEqual(new Set([...followed, "redirect of an icon"]));
}, 120_000);
