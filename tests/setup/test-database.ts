import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** A database of its own, migrated and empty, copied from the template. */
export type TestDatabase = { name: string; url: string; drop(): Promise<void> };

/** Makes one; `empty` leaves out the migrations. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const template = inject("databaseTemplate");
  const name = `${template}_${randomBytes(6).toString("hex")}`;
  await onServer(`create database ${name} template ${empty ? "template0" : template}`);
  const url = new URL(inject("databaseAdminUrl"));
  url.pathname = `/${name}`;
  // Tests never lose power: not waiting for the disk at each commit makes them several times faster.
  url.searchParams.set("options", "-c synchronous_commit=off");
  return { name, url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject("databaseAdminUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
