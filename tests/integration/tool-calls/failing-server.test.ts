import { afterEach, beforeEach, expect, test } from "vitest";
import { BREAKER_FAILURES } from "#lib/mcp/constants.ts";
import { advanceToolCall } from "#lib/tool-calls/execute.ts";
import { onCall, refuse, type ScriptedServer } from "../mcp/scripted-server.ts";
import { allowByPolicy, createScene, propose, type Scene, startCountingServer } from "./fixture.ts";

let server: ScriptedServer;
let scene: Scene;
beforeEach(async () => {
  server = await startCountingServer();
  scene = await createScene(server.url);
  await allowByPolicy(scene);
});
afterEach(() => server.close());

const call = async (of = scene) => advanceToolCall(of.ctx, await propose(of));

test("calls to a server that keeps failing are not sent for a while, and say when they can be", async () => {
  server.script = onCall(
    () => server,
    false,
    ({ response }) => refuse(response, 500),
  );
  for (let i = 0; i < BREAKER_FAILURES; i += 1) expect(await call()).toMatchObject({ state: "outcome_unknown" });
  const sent = server.requests.length;
  const refused = await call();
  expect(refused).toMatchObject({ state: "failed", failure: { code: "circuit_open", retryAt: expect.any(String) } });
  expect(Date.parse(refused.failure?.retryAt ?? "")).toBeGreaterThan(Date.parse(refused.createdAt));
  expect(server.requests).toHaveLength(sent);

  // The same server as another workspace's connector is not held to it.
  const other = await createScene(server.url);
  await allowByPolicy(other);
  server.script = () => undefined;
  expect(await call(other)).toMatchObject({ state: "succeeded" });
});
