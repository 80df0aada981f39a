import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { DatabaseError, errorCode } from "./database-error.ts";
import { identityOf, isSameProcess } from "./process-identity.ts";

const POLL_MS = 50;
const GIVE_UP_MS = 120_000;

/**
 * Runs `work` while holding the lock file at `path`, so that of several processes one at a time does it. A lock whose
 * process has died is taken over.
 * @throws DatabaseError when a living process holds it for two minutes
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = `${identityOf(process.pid)}\n${randomUUID()}`;
  const deadline = Date.now() + GIVE_UP_MS;
  while (!(await tryCreate(path, mine))) {
    if (await takeOverIfStale(path)) continue;
    if (Date.now() > deadline)
      throw new DatabaseError(`Another process has held ${path} for two minutes; end it or remove that file.`);
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** Creates the lock whole: written aside and linked into place, so that nobody reads a half-written one. */
async function tryCreate(path: string, content: string): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, content, { flag: "wx", mode: 0o600 });
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes the lock of a dead process. Moved aside first and looked at again: a living lock caught so is put back. */
async function takeOverIfStale(path: string): Promise<boolean> {
  if (await isHeld(path)) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return true;
    throw error;
  }
  if (await isHeld(aside)) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  return true;
}

async function isHeld(path: string): Promise<boolean> {
  const content = await readFile(path, "utf8").catch(() => "");
  return content !== "" && isSameProcess(content.split("\n")[0] ?? "");
}
