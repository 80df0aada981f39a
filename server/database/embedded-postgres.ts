import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import {
  APP_ROLE,
  type ClusterPasswords,
  createCluster,
  readPasswords,
  SUPERUSER,
  startServer,
  stopServer,
} from "./cluster.ts";
import { type Location, locateCluster, rememberLocation } from "./cluster-location.ts";
import { leaveAsLast, registerUser } from "./cluster-users.ts";
import { DatabaseError, errorCode } from "./database-error.ts";
import { withFileLock } from "./file-lock.ts";
import { disarmStalePidFile, runningPostmaster } from "./postmaster.ts";

const POLL_MS = 100;
const READY_MS = 60_000;
const START_ATTEMPTS = 6;
/** A server that was killed may hold its port for a moment, and other processes know it by that port. */
const SAME_PORT_ATTEMPTS = 3;

export type EmbeddedPostgres = {
  /** For the application: its own role, its own database. Contains a password, so never logged. */
  url: string;
  /** For tests and backups: the superuser. Never logged either. */
  adminUrl: string;
  /** Starts the server again, on the same port, when it is gone; false when it was there. */
  revive(): Promise<boolean>;
  /** Leaves the cluster; the last process to leave stops it. */
  release(): Promise<void>;
};

/**
 * The cluster kept in a data directory, made when missing, started when not running, shared with every other process
 * that uses the same directory (docs/adr/0002-embedded-postgresql.md).
 * @throws DatabaseError with one line that says what to do
 */
export async function openEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const location = await locateCluster(dataDir);
  const { port, passwords } = await withFileLock(location.lock, async () => {
    const known = (await readPasswords(location.home)) ?? (await makeCluster(location));
    await rememberLocation(dataDir, location.home);
    const listening = await ensureRunning(location, known);
    await registerUser(location.home);
    await ensureAppDatabase(connectionUrl(known, SUPERUSER, listening), known);
    return { port: listening, passwords: known };
  });
  return {
    url: connectionUrl(passwords, APP_ROLE, port),
    adminUrl: connectionUrl(passwords, SUPERUSER, port),
    async revive() {
      const data = path.join(location.home, "data");
      const running = await runningPostmaster(data);
      if (running?.port === port) return false;
      return withFileLock(location.lock, async () => {
        if ((await ensureRunning(location, passwords, port)) === port) return true;
        throw new DatabaseError("The embedded PostgreSQL was moved to another port by another process; start again.");
      });
    },
    async release() {
      await withFileLock(location.lock, async () => {
        const isLast = await leaveAsLast(location.home);
        if (isLast && (await runningPostmaster(path.join(location.home, "data")))) await stopServer(location);
      });
    },
  };
}

async function makeCluster(location: Location): Promise<ClusterPasswords> {
  await createCluster(location);
  const passwords = await readPasswords(location.home);
  if (!passwords) throw new DatabaseError(`${location.home} cannot be read back; check the disk.`);
  return passwords;
}

/** Finds or starts the server; gives the port it listens on. `onlyPort`: no other will do. */
async function ensureRunning(location: Location, passwords: ClusterPasswords, onlyPort?: number): Promise<number> {
  const data = path.join(location.home, "data");
  const portFile = path.join(location.home, "port");
  for (let attempt = 1; ; attempt += 1) {
    const running = await runningPostmaster(data);
    if (running) {
      const port = await waitUntilReady(data, passwords);
      if (port) return port;
      continue;
    }
    await disarmStalePidFile(data);
    const remembered = Number(await readFile(portFile, "utf8").catch(() => "")) || undefined;
    const isPatient = attempt <= SAME_PORT_ATTEMPTS;
    const port = onlyPort ?? ((isPatient && remembered) || (await freePort()));
    try {
      await startServer(location, port);
      await writeFile(portFile, String(port));
    } catch (error) {
      // The port may have been taken meanwhile, or a killed server's last children may still hold its memory.
      if (attempt >= START_ATTEMPTS) throw error;
      await delay(attempt * 400);
    }
  }
}

/** The port of the running server once it lets us in; null when it went away instead. */
async function waitUntilReady(data: string, passwords: ClusterPasswords): Promise<number | null> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const running = await runningPostmaster(data);
    if (!running) return null;
    const answer = running.port ? await tryConnect(connectionUrl(passwords, SUPERUSER, running.port)) : "not listening";
    if (answer === "ok") return running.port;
    if (Date.now() > deadline)
      throw new DatabaseError(
        `PostgreSQL runs as process ${running.pid} but does not answer (${answer}); stop that process.`,
      );
    await delay(POLL_MS);
  }
}

async function tryConnect(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return "ok";
  } catch (error) {
    return errorCode(error) || "no answer";
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureAppDatabase(adminUrl: string, passwords: ClusterPasswords): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query("select 1 from pg_roles where rolname = $1", [APP_ROLE]);
    // The password is base64url, so it needs no quoting; DDL takes no parameters.
    if (role.rowCount === 0) await client.query(`create role ${APP_ROLE} login password '${passwords[APP_ROLE]}'`);
    const database = await client.query("select 1 from pg_database where datname = $1", [APP_ROLE]);
    if (database.rowCount === 0) await client.query(`create database ${APP_ROLE} owner ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}

function connectionUrl(passwords: ClusterPasswords, role: keyof ClusterPasswords, port: number): string {
  return `postgresql://${role}:${passwords[role]}@127.0.0.1:${port}/${role}`;
}

/** A port of 127.0.0.1 that nobody uses right now. */
async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
  return promise;
}
