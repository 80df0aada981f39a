import { readFile, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { commandLine, hasId, isAlive } from "./process-identity.ts";

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

/** No process has this id. */
const NOBODY = 2_147_483_646;

/**
 * Makes the pid file of a server that is gone harmless. PostgreSQL sees to that itself, except while the old process id
 * exists: given to another process, or to its own uncollected remains. Only the id is replaced, for the rest tells
 * PostgreSQL whether children of the old server still use its memory. Call under the cluster's lock, after
 * `runningPostmaster` said null.
 */
export async function disarmStalePidFile(dataDirectory: string): Promise<void> {
  const file = path.join(dataDirectory, "postmaster.pid");
  const [pid, ...rest] = (await readFile(file, "utf8").catch(() => "")).split("\n");
  if (Number(pid) && hasId(Math.abs(Number(pid)))) await writeFile(file, [NOBODY, ...rest].join("\n"));
}
