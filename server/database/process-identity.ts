import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Whether a process with this id runs, whoever owns it. One that ended and was not collected by its parent, as happens
 * in containers without an init, has an id but does not run.
 */
export function isAlive(pid: number): boolean {
  return hasId(pid) && statFields(pid)[0] !== "Z";
}

/** Whether the system still knows this process id, be it of a process that ended and was not collected. */
export function hasId(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The fields of /proc/<pid>/stat after the command name, which stands in parentheses and may contain anything. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

/**
 * Tells a process from a later one with the same id: the id and, where /proc exists, the moment it started. A container
 * that restarts gives out the same small ids again, so the id alone would mistake a stranger for an old friend.
 */
export function identityOf(pid: number): string {
  const startedAt = statFields(pid)[19] ?? "";
  return `${pid} ${startedAt}`.trim();
}

/** Whether the process that called itself `identity` is still that process. */
export function isSameProcess(identity: string): boolean {
  const pid = Number(identity.split(" ")[0]);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && identityOf(pid) === identity;
}

/** The command line of a process, "" when it cannot be told. */
export async function commandLine(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (fromProc) return fromProc.replaceAll("\0", " ");
  const listed = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return listed.stdout.trim();
}
