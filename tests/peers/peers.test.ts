import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { compatibilityTable } from "./compatibility-table.ts";
import { PEERS, prepareSharedFolder } from "./peers.ts";
import { startPeer } from "./start-peer.ts";
import { type Row, tryPeer } from "./try-peer.ts";

const rows = new Map<(typeof PEERS)[number], Row>();

beforeAll(prepareSharedFolder);
afterAll(() => sessionPool().closeAll());

test.concurrent.for(PEERS)("$name $version: connected, used, killed, used again", async (peer) => {
  const running = await startPeer(peer);
  try {
    rows.set(peer, await tryPeer(peer, running));
  } finally {
    await running.close();
  }
});

test("docs/compatibility.md says what was found", async () => {
  const table = compatibilityTable(PEERS.flatMap((peer) => ({ peer, ...rows.get(peer) })));
  const how = "docs/compatibility.md is not current; `npx vitest run --project peers --update` writes it anew";
  await expect(table, how).toMatchFileSnapshot("../../docs/compatibility.md");
});
