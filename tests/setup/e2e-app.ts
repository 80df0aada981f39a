import { openEmbeddedPostgres } from "#server/database/embedded-postgres.ts";
import { startEverything } from "#tests/fakes/everything-server.ts";
import { startHostile } from "#tests/fakes/hostile-server.ts";
import { startKeyed } from "#tests/fakes/keyed-mcp-server.ts";
import { startProtectedEverything } from "#tests/fakes/protected-mcp-server.ts";
import { startScopedServer } from "#tests/fakes/scoped-mcp-server.ts";
import { startScriptedModel } from "#tests/fakes/scripted-model.ts";
import { buildIfChanged } from "../../scripts/build-if-changed.ts";
import type { World } from "../e2e/world/fixtures.ts";
import { startApp } from "./app-process.ts";

/**
 * Before the first end-to-end test: the reference MCP server, the same behind a real authorization server and behind a
 * check of keys, a model that tests script, and one app on a free port with an empty data directory; all ended after the last.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  await buildIfChanged();
  const everything = await startEverything();
  const guarded = await startProtectedEverything();
  const keyed = await startKeyed(
    (headers) => headers["x-tenant"] === "acme" && String(headers["x-api-key"]).startsWith("good-"),
  );
  const model = await startScriptedModel();
  const scoped = await startScopedServer();
  const hostile = await startHostile();
  const allowed = [
    hostile.hostPort,
    scoped.hostPort,
    everything.hostPort,
    keyed.hostPort,
    model.hostPort,
    ...guarded.egressAllow,
  ].join(",");
  const app = await startApp({ env: { EGRESS_ALLOW: allowed } });
  const database = await openEmbeddedPostgres(app.dataDir);
  process.env.E2E_URL = app.url;
  process.env.E2E_DATABASE_URL = database.url;
  const world: World = {
    everythingUrl: everything.url,
    protectedUrl: guarded.url,
    keyedUrl: keyed.url,
    scopedUrl: scoped.url,
    hostileUrl: hostile.url,
    scriptedModelUrl: model.url,
  };
  process.env.E2E_WORLD = JSON.stringify(world);
  return async () => {
    await database.release();
    await app.destroy();
    await Promise.all([
      everything.close(),
      guarded.close(),
      keyed.close(),
      scoped.close(),
      hostile.close(),
      model.close(),
    ]);
  };
}
