import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { migrate } from "#server/database/migrate.ts";
import { createTestDatabase, type TestDatabase } from "#tests/setup/test-database.ts";

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  directory = await mkdtemp(path.join(tmpdir(), "migrations-"));
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const applied = () => query('select migration_name as name from "_prisma_migrations" order by started_at');

describe("migrating", () => {
  test("applies what is missing, in order, once", async () => {
    await migration("2_second", "alter table a add column b int");
    await migration("1_first", "create table a ()");
    expect(await migrate(database.url, directory)).toEqual(["1_first", "2_second"]);
    expect(await migrate(database.url, directory)).toEqual([]);
    await migration("3_third", "create table c ()");
    expect(await migrate(database.url, directory)).toEqual(["3_third"]);
  });

  test("takes turns with processes that start together", async () => {
    await migration("1_slow", "select pg_sleep(0.2); create table a ()");
    const together = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, directory)));
    expect(together.flat()).toEqual(["1_slow"]);
  });

  test("leaves nothing of a migration that fails", async () => {
    await migration("1_good", "create table good ()");
    await migration("2_bad", "create table half ();\nselect 1/0");
    await expect(migrate(database.url, directory)).rejects.toThrow(
      "The migration 2_bad failed and left nothing behind: division by zero.",
    );
    expect(await applied()).toEqual([{ name: "1_good" }]);
    expect(await query("select to_regclass('half') as half")).toEqual([{ half: null }]);
  });

  test("leaves nothing of a migration whose connection dies in the middle, and does it whole the next time", async () => {
    await migration("1_cut", "create table half (); select pg_sleep(5)");
    const cut = expect(migrate(database.url, directory)).rejects.toThrow("left nothing behind");
    await expect
      .poll(() =>
        query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and query like 'create table half%' and pid <> pg_backend_pid()`,
        ),
      )
      .toHaveLength(1);
    await cut;
    expect(await query("select to_regclass('half') as half")).toEqual([{ half: null }]);
    await migration("1_cut", "create table half ()");
    expect(await migrate(database.url, directory)).toEqual(["1_cut"]);
  });

  test("stops at a migration that was changed after it was applied", async () => {
    await migration("1_first", "create table a ()");
    await migrate(database.url, directory);
    await migration("1_first", "create table a (b int)");
    await expect(migrate(database.url, directory)).rejects.toThrow(/^The migration 1_first differs .*$/);
  });

  test("stops at a database of a newer version", async () => {
    await migration("9_future", "create table a ()");
    await migrate(database.url, directory);
    await rm(path.join(directory, "9_future"), { recursive: true });
    await expect(migrate(database.url, directory)).rejects.toThrow(/newer version of Patchbay \(9_future\)/);
  });

  test("says in one line when the database cannot be reached, without its password", async () => {
    const failing = migrate("postgresql://someone:secret@127.0.0.1:1/nothing", directory);
    await expect(failing).rejects.toThrow(/^Cannot connect to the database nothing at 127.0.0.1:1 \(ECONNREFUSED\).*$/);
    await expect(failing).rejects.not.toThrow(/secret/);
  });
});
