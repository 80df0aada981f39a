import { randomBytes } from "node:crypto";
import path from "node:path";
import { Client } from "pg";
import { openEmbeddedPostgres } from "#server/database/embedded-postgres.ts";
import { migrate } from "#server/database/migrate.ts";

/** A migrated, empty database of its own in the test cluster (or TEST_DATABASE_URL's), dropped when closed. */
export async function openOwnDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given ? null : await openEmbeddedPostgres(path.resolve(".data/test"));
  const admin = new Client({ connectionString: given ?? embedded?.adminUrl });
  await admin.connect();
  // Named like every test database, so that one left behind by a crash is dropped with theirs.
  const name = `patchbay_test_${process.pid}_${randomBytes(4).toString("hex")}`;
  await admin.query(`create database ${name}`);
  const url = new URL(given ?? embedded?.adminUrl ?? "");
  url.pathname = `/${name}`;
  await migrate(url.href);
  return {
    url: url.href,
    async close() {
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
      await embedded?.release();
    },
  };
}
