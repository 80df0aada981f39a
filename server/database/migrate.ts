import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "pg";
import { DatabaseError, errorCode } from "./database-error.ts";

/** Any number that nothing else in this database uses: held while migrating, so that processes take turns. */
const ADVISORY_LOCK = 72_707_369;
const MIGRATIONS = path.resolve(import.meta.dirname, "../../prisma/migrations");

/** Prisma's own table, so that its command line recognises what we applied. */
const HISTORY = `create table if not exists "_prisma_migrations" (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings a database up to date: each migration in one transaction together with the row that says so
 * (docs/adr/0003-migration-runner.md). Processes that start together take turns; the later ones find nothing to do.
 * @returns the names applied now
 * @throws DatabaseError when the database cannot be reached, or holds a migration this version does not have as it is
 */
export async function migrate(databaseUrl: string, directory = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = await connect(databaseUrl);
  try {
    await client.query("select pg_advisory_lock($1)", [ADVISORY_LOCK]);
    await client.query(HISTORY);
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      'select migration_name, checksum from "_prisma_migrations" where finished_at is not null and rolled_back_at is null',
    );
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    refuseUnknown(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // A connection that breaks rejects the query in hand; without a listener it would end the process as well.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new DatabaseError(unreachable(databaseUrl, error));
  }
}

function unreachable(databaseUrl: string, error: unknown): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const code = errorCode(error) || (error instanceof Error ? error.message : "unknown error");
  return `Cannot connect to the database ${pathname.slice(1)} at ${hostname}:${port || 5432} (${code}); check that it runs and that DATABASE_URL names it.`;
}

function refuseUnknown(migrations: Migration[], applied: Map<string, string>): void {
  for (const [name, checksum] of applied) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known)
      throw new DatabaseError(
        `The database was migrated by a newer version of Patchbay (${name}); start that version, or restore an older backup.`,
      );
    if (known.checksum !== checksum)
      throw new DatabaseError(
        `The migration ${name} differs from the one this database was made with; put prisma/migrations/${name}/migration.sql back as it was.`,
      );
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("begin");
    await client.query(sql);
    await client.query(
      `insert into "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    const reason = error instanceof Error ? error.message : "unknown error";
    throw new DatabaseError(`The migration ${name} failed and left nothing behind: ${reason}.`);
  }
}
