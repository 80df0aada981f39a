import { request } from "node:http";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppProcess, startApp } from "#tests/setup/app-process.ts";
import { createTestDatabase, type TestDatabase } from "#tests/setup/test-database.ts";
import { buildIfChanged } from "../../../scripts/build-if-changed.ts";

const BUILD_MS = 300_000;
let database: TestDatabase;
let app: AppProcess;

beforeAll(async () => {
  await buildIfChanged();
  database = await createTestDatabase();
  app = await startApp({ env: { DATABASE_URL: database.url } });
}, BUILD_MS);

afterAll(async () => {
  await app?.destroy();
  await database?.drop();
});

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The status of an attempt to leave HTTP for another protocol. */
function upgrade(path: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = { Connection: "Upgrade", Upgrade: "websocket" };
  const attempt = request(`${app.url}${path}`, { headers }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  attempt.on("upgrade", () => resolve(101)).on("error", reject);
  attempt.end();
  return promise;
}

describe("the app process", () => {
  test("is live and ready, and says how it is in Prometheus' format", async () => {
    expect(await (await fetch(`${app.url}/api/health/live`)).json()).toEqual({ status: "live" });
    expect(await (await fetch(`${app.url}/api/health/ready`)).json()).toEqual({ status: "ready" });
    const metrics = await (await fetch(`${app.url}/api/metrics`)).text();
    expect(metrics).toMatch(/^patchbay_up 1$/m);
    expect(metrics).toMatch(/^nodejs_eventloop_delay_seconds\{quantile="0.99"\} [\d.e-]+$/m);
  });

  test("has one database pool, although Next bundles a copy of the modules that make it", async () => {
    for (let i = 0; i < 3; i += 1) {
      await fetch(`${app.url}/api/health/ready`);
      // Only the database knows whether anybody has been made yet, so this page asks it.
      expect((await fetch(`${app.url}/setup`)).status).toBe(200);
    }
    const pools = await query(
      "select distinct application_name from pg_stat_activity where application_name like 'patchbay %' and datname = current_database()",
    );
    expect(pools).toHaveLength(1);
  });

  test("refuses to change protocols", async () => {
    expect(await upgrade("/")).toBe(426);
    expect(await upgrade("/_next/webpack-hmr")).toBe(426);
  });

  test("takes GET alone where it answers before Next", async () => {
    const response = await fetch(`${app.url}/api/metrics`, { method: "POST" });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe("GET, HEAD");
  });

  test("takes no NUL character in an address", async () => {
    for (const path of ["/oauth/client/%00", "/chat/a%00b", "/sign-in?returnTo=%00"])
      expect((await fetch(`${app.url}${path}`, { redirect: "manual" })).status).toBe(400);
  });

  test("believes no address or path that a browser claims in the headers it sets itself", async () => {
    const response = await fetch(`${app.url}/settings/account`, {
      headers: { "x-patchbay-path": "/elsewhere" },
      redirect: "manual",
    });
    expect(response.headers.get("Location")).not.toContain("elsewhere");
  });

  test("ends in good order when asked to, and comes back", async () => {
    expect(await app.stop()).toBe(0);
    await app.restart();
    expect((await fetch(`${app.url}/api/health/ready`)).status).toBe(200);
  });
});

describe("a start that cannot succeed says why in one line", () => {
  const attempt = (env: Record<string, string>) => startApp({ env }).then((started) => started.destroy());

  test.each([
    [
      "a taken port",
      () => ({ PORT: String(app.port) }),
      /\nPort \d+ is in use; stop what uses it, or set PORT to another\.\n$/,
    ],
    ["a wrong setting", () => ({ SIGN_UP: "maybe" }), /\nCannot start, check the environment: SIGN_UP: .*\n$/],
    [
      "a database that is not there",
      () => ({ DATABASE_URL: "postgresql://a:secret@127.0.0.1:1/b" }),
      /\nCannot connect to the database b at 127\.0\.0\.1:1 \(ECONNREFUSED\); .*\n$/,
    ],
  ])("%s", async (_, env, line) => {
    const failure = await attempt(env()).catch((error: Error) => error.message);
    expect(failure).toMatch(line);
    expect(failure).not.toContain("secret");
    expect(failure?.trim().split("\n")).toHaveLength(2);
  });
});
