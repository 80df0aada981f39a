import { afterAll, beforeAll, beforeEach } from "vitest";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import type { ScriptedServer } from "../mcp/scripted-server.ts";
import { createScene, type Scene, startCountingServer } from "./fixture.ts";

/** Has each test of a file begin in a new scene, at a counting server that has done nothing yet. */
export function eachInAScene(begin: (now: { server: ScriptedServer; scene: Scene }) => Promise<void> | void): void {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startCountingServer();
  });
  afterAll(async () => {
    await closeNotifications();
    await server.close();
  });
  beforeEach(async () => {
    server.executed = 0;
    server.script = () => undefined;
    await begin({ server, scene: await createScene(server.url) });
  });
}
