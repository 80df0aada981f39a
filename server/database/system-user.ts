import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { DatabaseError } from "./database-error.ts";

const run = promisify(execFile);
const NAME = "postgres";

/** Who runs PostgreSQL; null: the user of this process. */
export type SystemUser = { uid: number; gid: number } | null;

/**
 * PostgreSQL refuses to run as root, so root hands it to the system user `postgres`, made where it is missing.
 * @throws DatabaseError when root has none and cannot make one
 */
export async function databaseUser(): Promise<SystemUser> {
  if (process.getuid?.() !== 0) return null;
  return (await findUser()) ?? (await createUser());
}

async function findUser(): Promise<SystemUser> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const entry = passwd.split("\n").find((line) => line.startsWith(`${NAME}:`));
  if (!entry) return null;
  const [, , uid, gid] = entry.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

async function createUser(): Promise<SystemUser> {
  const attempts: [string, string[]][] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]],
    ["adduser", ["-S", "-D", "-H", "-s", "/sbin/nologin", NAME]],
  ];
  for (const [command, args] of attempts) {
    await run(command, args).catch(() => {});
    const user = await findUser();
    if (user) return user;
  }
  throw new DatabaseError(
    `PostgreSQL does not run as root and the system user "${NAME}" cannot be made; start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Whether `user` passes a shell test such as `-w` or `-x` on a path, by asking the system as that user. */
export async function canAccess(user: SystemUser, test: "-r" | "-w" | "-x", path: string): Promise<boolean> {
  const check = run("/bin/sh", ["-c", `test ${test} "$1"`, "sh", path], { ...user, cwd: "/" });
  return check.then(
    () => true,
    () => false,
  );
}
