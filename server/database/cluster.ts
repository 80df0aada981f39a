import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Location } from "./cluster-location.ts";
import { DatabaseError, errorCode } from "./database-error.ts";

const run = promisify(execFile);
const PROGRAM_TIMEOUT_MS = 90_000;
const LOG_KEPT_BYTES = 10 * 1024 * 1024;

/** Roles of the cluster: the superuser sets it up, the application's role owns its database and nothing else. */
export const SUPERUSER = "postgres";
export const APP_ROLE = "patchbay";
export type ClusterPasswords = { [SUPERUSER]: string; [APP_ROLE]: string };

const SETTINGS = `
# Patchbay: this machine only, by password only.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
log_min_messages = warning
log_checkpoints = off
`;

/** The passwords of the cluster; null while there is no cluster. */
export async function readPasswords(home: string): Promise<ClusterPasswords | null> {
  const text = await readFile(path.join(home, "passwords.json"), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as ClusterPasswords);
}

/**
 * Makes a new cluster aside and renames it into place, so that a start that dies in the middle leaves none.
 * @throws DatabaseError with what initdb said
 */
export async function createCluster({ home, binaries, user }: Location): Promise<void> {
  const aside = `${home}.new`;
  const data = path.join(aside, "data");
  const pwfile = path.join(data, "..", "initdb-password");
  const passwords: ClusterPasswords = { [SUPERUSER]: newPassword(), [APP_ROLE]: newPassword() };
  await refuseUnknownContents(home);
  await rm(aside, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o755 });
  await mkdir(path.join(aside, "users"));
  await writeFile(path.join(aside, "passwords.json"), JSON.stringify(passwords), { mode: 0o600 });
  await writeFile(pwfile, passwords[SUPERUSER], { mode: 0o600 });
  await writeFile(path.join(aside, "log"), "", { mode: 0o600 });
  if (user) for (const owned of [data, pwfile, path.join(aside, "log")]) await chown(owned, user.uid, user.gid);
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"];
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const args = ["-D", data, "-U", SUPERUSER, `--pwfile=${pwfile}`, ...options, ...locale];
  await runProgram({ home: aside, binaries, user }, "initdb", args);
  await rm(pwfile);
  await appendFile(path.join(data, "postgresql.conf"), SETTINGS);
  await rm(home, { recursive: true, force: true });
  await rename(aside, home);
}

/** Starts the server on a port of 127.0.0.1 and waits until it accepts connections. */
export async function startServer(location: Location, port: number): Promise<void> {
  const log = path.join(location.home, "log");
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_KEPT_BYTES) await writeFile(log, "");
  const data = path.join(location.home, "data");
  await runProgram(location, "pg_ctl", ["start", "-w", "-t", "60", "-s", "-D", data, "-l", log, "-o", `-p ${port}`]);
}

/** Stops the server, rolling back what is open ("fast"); what was committed stays. */
export async function stopServer(location: Location): Promise<void> {
  const data = path.join(location.home, "data");
  await runProgram(location, "pg_ctl", ["stop", "-w", "-t", "30", "-s", "-m", "fast", "-D", data]);
}

function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** An empty directory is ours to replace; PostgreSQL files we know no password for are somebody's data. */
async function refuseUnknownContents(home: string): Promise<void> {
  const version = await readFile(path.join(home, "data", "PG_VERSION"), "utf8").catch(() => null);
  if (version !== null)
    throw new DatabaseError(
      `${home} holds a database but passwords.json beside it is missing; restore that file from a backup, or move the directory away to start anew.`,
    );
}

async function runProgram(
  { home, binaries, user }: Pick<Location, "home" | "binaries" | "user">,
  program: "initdb" | "pg_ctl",
  args: string[],
): Promise<void> {
  const command = path.join(binaries.directory, "bin", process.platform === "win32" ? `${program}.exe` : program);
  // Nothing inherited: PG* variables would change what the programs do, and our secrets are none of theirs.
  const env: NodeJS.ProcessEnv = { NODE_ENV: "production", LC_ALL: "C", TZ: "UTC" };
  try {
    await run(command, args, { ...user, cwd: home, env, timeout: PROGRAM_TIMEOUT_MS });
  } catch (error) {
    const { stderr = "", stdout = "" } = error as { stderr?: string; stdout?: string };
    const log = await readFile(path.join(home, "log"), "utf8").catch(() => "");
    throw new DatabaseError(explain(program, home, `${stdout}\n${stderr}\n${log.slice(-4000)}`, errorCode(error)));
  }
}

function explain(program: string, home: string, output: string, code: string): string {
  if (/no space left on device|disk full/i.test(output) || code === "ENOSPC")
    return `The disk that holds ${home} is full; free some space and start again.`;
  if (/permission denied/i.test(output) || code === "EACCES")
    return `PostgreSQL may not use ${home}; make it readable for the user who starts Patchbay, or set DATA_DIR elsewhere.`;
  const lines = output.split("\n").map((line) => line.trim());
  const said = lines.findLast((line) => /FATAL|PANIC|error|could not/i.test(line)) ?? lines.findLast(Boolean) ?? code;
  return `PostgreSQL (${program}) failed in ${home}: ${said}. Its log is ${path.join(home, "log")}.`;
}
