import { readFile, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import { commandLine, isAlive } from "./process-identity.ts";

/** What a running server writes into its data directory. */
export type Postmaster = { pid: number; port: number; status: string };

/**
 * The server that runs on a data directory right now, whoever started it; null when none does. A file left behind by
 * a server that was killed is no server, even when its process id has been given to something else since.
 */
export async function runningPostmaster(dataDirectory: string): Promise<Postmaster | null> {
  const text = await readFile(path.join(dataDirectory, "postmaster.pid"), "utf8").catch(() => "");
  const [pidText, directory, , port, , , , status] = text.split("\n").map((line) => line.trim());
  const pid = Math.abs(Number(pidText));
  if (!pid || !isAlive(pid)) return null;
  const same = (await realpath(directory ?? "").catch(() => directory)) === (await realpath(dataDirectory));
  if (!same) return null;
  const command = await commandLine(pid);
  if (command !== "" && !/postgres/.test(command)) return null;
  return { pid, port: Number(port), status: status ?? "starting" };
}

/**
 * Moves away the pid file of a server that is gone. PostgreSQL does so itself, except when another process of the same
 * user has that id by now. Call under the cluster's lock, after `runningPostmaster` said null.
 */
export async function clearStalePidFile(dataDirectory: string): Promise<void> {
  const file = path.join(dataDirectory, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!pid || !isAlive(pid)) return;
  await rename(file, `${file}.stale`).catch(() => {});
  await rm(`${file}.stale`, { force: true });
}
