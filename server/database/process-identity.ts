import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Tells a process from a later one with the same id: the id and, where /proc exists, the moment it started. A container
 * that restarts gives out the same small ids again, so the id alone would mistake a stranger for an old friend.
 */
export async function identityOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  // The command name stands in parentheses and may contain anything; the start time is the 20th field after it.
  const startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${startedAt}`.trim();
}

/** Whether the process that called itself `identity` is still that process. */
export async function isSameProcess(identity: string): Promise<boolean> {
  const pid = Number(identity.split(" ")[0]);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && (await identityOf(pid)) === identity;
}

/** The command line of a process, "" when it cannot be told. */
export async function commandLine(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (fromProc) return fromProc.replaceAll("\0", " ");
  const listed = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return listed.stdout.trim();
}
