import { Client } from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "#tests/setup/test-database.ts";
import { schemaDifference } from "../../../scripts/migration-diff.ts";

test("the migrations make exactly what prisma/schema.prisma describes", async () => {
  const database = await createTestDatabase();
  expect(await schemaDifference(database.url)).toBe("");
  await database.drop();
});

test("a column the migrations forgot would be noticed", async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query("alter table users drop column theme");
  await client.end();
  expect(await schemaDifference(database.url)).toContain('ADD COLUMN     "theme" TEXT');
  await database.drop();
});
