import { createHash } from "node:crypto";
import { chown, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Binaries, copyBinaries, installedBinaries } from "./binaries.ts";
import { DatabaseError, errorCode } from "./database-error.ts";
import { canAccess, databaseUser, type SystemUser } from "./system-user.ts";

const SYSTEM_DIRECTORY = "/var/lib/patchbay";

/** Where the cluster is kept, and what runs it as whom. */
export type Location = {
  /** Holds `data` (PostgreSQL's own directory) and beside it what we keep about it. */
  home: string;
  /** Settles who may start or stop it, across processes. */
  lock: string;
  binaries: Binaries;
  user: SystemUser;
};

/**
 * Decides where the cluster of a data directory lives: inside it, or, where the database's user cannot reach it,
 * under /var/lib/patchbay. The decision is written down in the data directory and holds from then on.
 * @throws DatabaseError when a directory cannot be written or reached
 */
export async function locateCluster(dataDir: string): Promise<Location> {
  await makeDirectory(dataDir);
  const user = await databaseUser();
  const home = await clusterHome(dataDir, user);
  return { home, lock: path.join(dataDir, "postgres.lock"), binaries: await reachableBinaries(user), user };
}

async function clusterHome(dataDir: string, user: SystemUser): Promise<string> {
  const inside = path.join(dataDir, "postgres");
  const note = noteOf(dataDir);
  const noted = (await readFile(note, "utf8").catch(() => "")).trim();
  if (noted) {
    if (await isThere(noted)) return noted;
    throw new DatabaseError(
      `The database of ${dataDir} is kept in ${noted}, which is missing; restore it from a backup, or delete ${note} to start with an empty one.`,
    );
  }
  if (!user || (await canUseInside(dataDir, user))) return inside;
  const outside = path.join(SYSTEM_DIRECTORY, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  await makeDirectory(SYSTEM_DIRECTORY);
  if (!(await canAccess(user, "-x", SYSTEM_DIRECTORY)))
    throw new DatabaseError(
      `The system user "postgres" can reach neither ${dataDir} nor ${SYSTEM_DIRECTORY}; set DATA_DIR to a directory it can reach, or set DATABASE_URL.`,
    );
  return outside;
}

/** Writes down where the cluster was made, once it is there, so that moving the data directory does not lose it. */
export async function rememberLocation(dataDir: string, home: string): Promise<void> {
  if (path.dirname(home) !== dataDir) await writeFile(noteOf(dataDir), `${home}\n`, { mode: 0o600 });
}

function noteOf(dataDir: string): string {
  return path.join(dataDir, "postgres-location");
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Root gives the cluster's directory to the database's user; what matters is whether that user can get there. */
async function canUseInside(dataDir: string, user: NonNullable<SystemUser>): Promise<boolean> {
  const probe = path.join(dataDir, "postgres");
  await mkdir(probe, { recursive: true, mode: 0o755 });
  await chown(probe, user.uid, user.gid).catch(() => {});
  return canAccess(user, "-w", probe);
}

async function reachableBinaries(user: SystemUser): Promise<Binaries> {
  const installed = await installedBinaries();
  if (!user) return installed;
  const needed = [
    ["-x", path.join(installed.directory, "bin", "postgres")],
    ["-r", path.join(installed.directory, "share", "postgresql", "postgresql.conf.sample")],
  ] as const;
  for (const [test, file] of needed)
    if (!(await canAccess(user, test, file))) return copyBinaries(installed, SYSTEM_DIRECTORY);
  return installed;
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    const probe = path.join(directory, `.writable-${process.pid}`);
    await writeFile(probe, "", { flag: "w" });
    await rm(probe, { force: true });
  } catch (error) {
    throw new DatabaseError(
      errorCode(error) === "ENOSPC"
        ? `The disk that holds ${directory} is full; free some space and start again.`
        : `Cannot write to ${directory} (${errorCode(error)}); set DATA_DIR to a directory this user can write to.`,
    );
  }
}
