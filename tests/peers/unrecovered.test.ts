import { afterAll, expect, test, vi } from "vitest";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { PEERS } from "./peers.ts";
import { startPeer } from "./start-peer.ts";
import { tryPeer } from "./try-peer.ts";

vi.mock("#lib/mcp/session-loss.ts", () => ({ isSessionLost: () => false }));

afterAll(() => sessionPool().closeAll());

test("a lost session that is not recognised shows: the call after the restart fails", async () => {
  const peer = PEERS.find(({ version }) => version === "2025.8.18");
  if (!peer) throw new Error("no such peer");
  const running = await startPeer(peer);
  const restart = vi.spyOn(running, "restart");
  try {
    await expect(tryPeer(peer, running)).rejects.toThrow(/echo: failed/);
    expect(restart).toHaveBeenCalledTimes(1);
  } finally {
    await running.close();
  }
});
