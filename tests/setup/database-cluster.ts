import { randomBytes } from "node:crypto";
import path from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "#server/database/embedded-postgres.ts";
import { migrate } from "#server/database/migrate.ts";
import { isAlive } from "#server/database/process-identity.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A superuser's URL of the test cluster's maintenance database. */
    databaseAdminUrl: string;
    /** The migrated database every test database is copied from. */
    databaseTemplate: string;
  }
}

/** Before the first test: a cluster (embedded in .data/test, or TEST_DATABASE_URL) and one migrated template database. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given ? null : await openEmbeddedPostgres(path.resolve(".data/test"));
  const adminUrl = given ?? embedded?.adminUrl ?? "";
  const template = `patchbay_test_${process.pid}_${randomBytes(4).toString("hex")}`;
  await onServer(adminUrl, async (client) => {
    await dropDatabases(client, (pid) => !isAlive(pid));
    await client.query(`create database ${template}`);
  });
  await migrate(withDatabase(adminUrl, template));
  project.provide("databaseAdminUrl", adminUrl);
  project.provide("databaseTemplate", template);
  return async () => {
    await onServer(adminUrl, (client) => dropDatabases(client, (_pid, name) => name.startsWith(template)));
    await embedded?.release();
  };
}

/** Drops test databases, whose names begin with the id of the process that made them. */
async function dropDatabases(client: Client, isOver: (pid: number, name: string) => boolean): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where datname like 'patchbay\\_test\\_%'",
  );
  for (const { datname } of rows)
    if (isOver(Number(datname.split("_")[2]), datname))
      await client.query(`drop database if exists "${datname}" with (force)`);
}

async function onServer(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
