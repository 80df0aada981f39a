import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pLimit from "p-limit";
import { sessionPool } from "#lib/mcp/session-pool.ts";
import { closeDb, setDatabaseUrl } from "#lib/platform/db/client.ts";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import { env } from "#lib/platform/env.ts";
import type { Scenario } from "./scenario.ts";
import { useServer } from "./use-server.ts";

/** The suite's servers listen where the system lets them, so all of loopback is allowed. */
const LOOPBACK = Array.from({ length: 65_535 - 1_023 }, (_, index) => `localhost:${index + 1_024}`).join(",");

/** The suite starts all its scenarios at once; some of them measure time, so few are under way together. */
const inTurn = pLimit(4);

/** The host the suite expects client metadata documents of; nothing is ever fetched from it. */
const PUBLIC_URL = "https://conformance-test.local";

export type ConformanceService = { url: string; close(): Promise<void> };

/**
 * One process with the domains the app is made of, on a real database, that takes scenarios from drivers: all of them
 * side by side, each in an organization of its own, as they would be in one installation.
 */
export async function startConformanceService(databaseUrl: string): Promise<ConformanceService> {
  Object.assign(process.env, {
    PATCHBAY_MODE: "test",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
    PUBLIC_URL,
    EGRESS_ALLOW: LOOPBACK,
    // A key for tests alone: 32 zero bytes.
    SECRET_KEYS: Buffer.alloc(32).toString("base64"),
  });
  env();
  // Read for good; programs started from here cannot carry as long a variable.
  delete process.env.EGRESS_ALLOW;
  setDatabaseUrl(databaseUrl);
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const outcome = await inTurn(() => useServer(JSON.parse(text) as Scenario)).then(
      (said) => ({ ok: true, said }),
      (error: Error) => ({ ok: false, said: [error.stack ?? error.message] }),
    );
    response.setHeader("content-type", "application/json").end(JSON.stringify(outcome));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await sessionPool().closeAll();
      await closeNotifications();
      await closeDb();
    },
  };
}
