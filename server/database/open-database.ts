import { closeDb, db, setDatabaseUrl } from "#lib/platform/db/client.ts";
import { closeNotifications } from "#lib/platform/db/notifications.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrate } from "./migrate.ts";

const WATCH_MS = 1000;

export type Database = { close(): Promise<void> };

/**
 * Opens the instance's database, embedded or at DATABASE_URL, and brings it up to date.
 * @throws DatabaseError with one line when it cannot
 */
export async function openDatabase(): Promise<Database> {
  const { DATABASE_URL, DATA_DIR } = env();
  const embedded = DATABASE_URL ? null : await openEmbeddedPostgres(DATA_DIR);
  try {
    const url = DATABASE_URL ?? embedded?.url ?? "";
    const applied = await migrate(url);
    if (applied.length > 0) log().info({ applied }, "migrated the database");
    setDatabaseUrl(url);
  } catch (error) {
    await embedded?.release();
    throw error;
  }
  const watch = embedded && keepAlive(embedded);
  return {
    async close() {
      clearInterval(watch ?? undefined);
      await closeNotifications();
      await closeDb();
      await embedded?.release();
    },
  };
}

/** Whether the database answers within two seconds. */
export async function isDatabaseReachable(): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 2000);
  const answer = db().$queryRaw`select 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}

/** Starts the embedded server again when it died under us; pools reconnect by themselves, the port stays. */
function keepAlive(embedded: EmbeddedPostgres): NodeJS.Timeout {
  let isBusy = false;
  const look = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      if (await embedded.revive()) log().warn("the embedded database had stopped and was started again");
    } catch (error) {
      log().error({ reason: error instanceof Error ? error.message : "unknown" }, "the embedded database is down");
    } finally {
      isBusy = false;
    }
  };
  return setInterval(() => void look(), WATCH_MS).unref();
}
