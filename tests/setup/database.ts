import { afterAll, beforeAll } from "vitest";
import { closeDb, setDatabaseUrl } from "#lib/platform/db/client.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;

/** Each test file gets a database of its own, so that files run side by side and none sees another's rows. */
beforeAll(async () => {
  database = await createTestDatabase();
  setDatabaseUrl(database.url);
});

afterAll(async () => {
  await closeDb();
  await database.drop();
});
