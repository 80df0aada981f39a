import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { identityOf, isSameProcess } from "./process-identity.ts";

/** Notes that this process uses the cluster. Call under the cluster's lock. */
export async function registerUser(home: string): Promise<void> {
  await mkdir(path.join(home, "users"), { recursive: true });
  await writeFile(path.join(home, "users", String(process.pid)), identityOf(process.pid));
}

/** Removes this process's note and those of processes that died; true when nobody else is left. Under the lock. */
export async function leaveAsLast(home: string): Promise<boolean> {
  const directory = path.join(home, "users");
  await rm(path.join(directory, String(process.pid)), { force: true });
  let others = 0;
  for (const name of await readdir(directory).catch(() => [])) {
    const identity = await readFile(path.join(directory, name), "utf8").catch(() => "");
    if (isSameProcess(identity)) others += 1;
    else await rm(path.join(directory, name), { force: true });
  }
  return others === 0;
}
