import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEmbeddedPostgres } from "#server/database/embedded-postgres.ts";
import { runningPostmaster } from "#server/database/postmaster.ts";
import { clusterHome } from "#tests/setup/app-process.ts";

const isRoot = process.getuid?.() === 0;
let root: string;
let dataDir: string;
let holders: ChildProcess[];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "embedded-"));
  await chmod(root, 0o755);
  dataDir = path.join(root, "data");
  holders = [];
});

afterEach(async () => {
  for (const holder of holders) holder.kill("SIGKILL");
  const home = await clusterHome(dataDir);
  const running = await runningPostmaster(path.join(home, "data")).catch(() => null);
  if (running) process.kill(running.pid, "SIGKILL");
  await rm(root, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

async function postmasterPid(): Promise<number | undefined> {
  return (await runningPostmaster(path.join(await clusterHome(dataDir), "data")))?.pid;
}

/** Another process that uses the cluster. */
async function hold(): Promise<{ process: ChildProcess; url?: string; error?: string }> {
  const child = spawn(process.execPath, ["tests/setup/hold-database.ts", dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  holders.push(child);
  const [line] = await once(createInterface(child.stdout), "line");
  return { process: child, ...JSON.parse(line) };
}

async function leave(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.stdin?.write("leave\n");
  await exited;
}

async function query(url: string | undefined, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded database", () => {
  test("keeps what was committed when the app and then the server are killed, and reuses a server still running", async () => {
    const first = await hold();
    await query(first.url, "create table kept as select 42 as answer");
    const pid = await postmasterPid();
    first.process.kill("SIGKILL");
    await once(first.process, "exit");

    const second = await hold();
    expect(await postmasterPid()).toBe(pid);
    expect(second.url).toBe(first.url);
    process.kill(pid ?? 0, "SIGKILL");
    second.process.kill("SIGKILL");

    const third = await hold();
    expect(await query(third.url, "select answer from kept")).toEqual([{ answer: 42 }]);
    expect(third.url).toBe(first.url);
  });

  test("is started once by processes that start together, and stopped by the last that leaves", async () => {
    const together = await Promise.all(Array.from({ length: 4 }, hold));
    expect(new Set(together.map(({ url }) => url)).size).toBe(1);
    const [last, ...others] = together;
    for (const other of others) await leave(other.process);
    expect(await query(last?.url, "select 1 as one")).toEqual([{ one: 1 }]);
    if (last) await leave(last.process);
    expect(await postmasterPid()).toBeUndefined();
  });

  test("is stopped by the last that leaves although another died without leaving", async () => {
    const [killed, left] = [await hold(), await hold()];
    killed.process.kill("SIGKILL");
    await once(killed.process, "exit");
    await leave(left.process);
    expect(await postmasterPid()).toBeUndefined();
  });

  test("comes back on the same port when its server dies under a running app", async () => {
    const database = await openEmbeddedPostgres(dataDir);
    expect(await database.revive()).toBe(false);
    process.kill((await postmasterPid()) ?? 0, "SIGKILL");
    await expect.poll(postmasterPid).toBeUndefined();
    expect(await database.revive()).toBe(true);
    expect(await query(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await database.release();
  });

  test("is not fooled by a pid file whose process id belongs to something else", async () => {
    const first = await hold();
    await leave(first.process);
    const home = await clusterHome(dataDir);
    const stale = [process.pid, path.join(home, "data"), 1, 5432, "", "127.0.0.1", "1 1", "ready"].join("\n");
    await writeFile(path.join(home, "data", "postmaster.pid"), `${stale}\n`);
    const second = await hold();
    expect(second.error).toBeUndefined();
    expect(second.url).toBe(first.url);
  });

  test("takes over the lock of a process that died while starting", async () => {
    await mkdir(dataDir);
    await writeFile(path.join(dataDir, "postgres.lock"), "999999999 1\nnobody");
    expect((await hold()).error).toBeUndefined();
  });

  test("listens on this machine only, asks for a password, and gives the app a role without power", async () => {
    const { url } = await hold();
    const settings = await query(
      url,
      "select (select setting from pg_settings where name = 'listen_addresses') as address, (select setting from pg_settings where name = 'fsync') as fsync, rolsuper from pg_roles where rolname = current_user",
    );
    expect(settings).toEqual([{ address: "127.0.0.1", fsync: "on", rolsuper: false }]);
    const withoutPassword = new URL(url ?? "");
    withoutPassword.password = "wrong";
    await expect(query(withoutPassword.href, "select 1")).rejects.toThrow(/password authentication failed/);
    expect((await stat(path.join(await clusterHome(dataDir), "passwords.json"))).mode & 0o777).toBe(0o600);
  });

  test.runIf(isRoot)(
    "as root under a folder closed to others, is kept under /var/lib and found there again",
    async () => {
      await chmod(root, 0o700);
      const first = await hold();
      await query(first.url, "create table kept as select 42 as answer");
      await leave(first.process);
      expect(await clusterHome(dataDir)).toMatch(/^\/var\/lib\/patchbay\/[0-9a-f]{16}$/);
      const second = await hold();
      expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
      await leave(second.process);

      await rm(await clusterHome(dataDir), { recursive: true });
      expect((await hold()).error).toMatch(/^The database of .* is kept in .*, which is missing; restore it .*$/);
      await rm(path.join(dataDir, "postgres-location"));
    },
  );

  test("says in one line when the data directory cannot be written", async () => {
    await writeFile(dataDir, "a file, not a directory");
    expect((await hold()).error).toMatch(/^Cannot write to .*data \(EEXIST\); set DATA_DIR to .*$/);
  });

  test("does not touch a database whose passwords are missing", async () => {
    const first = await hold();
    await leave(first.process);
    await rm(path.join(await clusterHome(dataDir), "passwords.json"));
    expect((await hold()).error).toMatch(/passwords.json beside it is missing; restore that file/);
    await stat(path.join(await clusterHome(dataDir), "data", "PG_VERSION"));
  });
});
