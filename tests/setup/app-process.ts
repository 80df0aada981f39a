import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { runningPostmaster } from "#server/database/postmaster.ts";

const READY_MS = 60_000;

/** A real app process: the server as `npm start` runs it, on a port and in a data directory of its own. */
export type AppProcess = {
  url: string;
  port: number;
  dataDir: string;
  /** Of the process as it is now. */
  pid(): number;
  /** Everything the process printed since it began. */
  output(): string;
  /** Ends it at once, as a power cut would. The embedded database stays up. */
  kill9(): Promise<void>;
  /** Ends the embedded database's server likewise. */
  killDatabase9(): Promise<void>;
  /** Asks it to end (SIGTERM) and gives its exit code. */
  stop(): Promise<number | null>;
  /** Starts it again, same port and data, after `kill9` or `stop`. */
  restart(): Promise<void>;
  /** Ends app and database and removes the data. */
  destroy(): Promise<void>;
};

/**
 * Starts the app and waits for its ready line. The pages must have been built.
 * @param env on top of this process's environment; DATA_DIR and PORT are chosen when not given
 */
export async function startApp({ env = {} }: { env?: Record<string, string> } = {}): Promise<AppProcess> {
  const port = Number(env.PORT ?? (await freePort()));
  const dataDir = env.DATA_DIR ?? (await temporaryDirectory());
  const url = `http://localhost:${port}`;
  const inherited = { ...process.env };
  for (const name of ["DATABASE_URL", "SECRET_KEYS", "PUBLIC_URL", "VITEST"]) delete inherited[name];
  const environment = {
    ...inherited,
    LOG_LEVEL: "warn",
    HOST: "127.0.0.1",
    ...env,
    NODE_ENV: "production" as const,
    PATCHBAY_MODE: "start",
    PORT: String(port),
    DATA_DIR: dataDir,
  };
  let child: ChildProcess;
  let printed = "";

  async function start(): Promise<void> {
    printed = "";
    child = spawn(process.execPath, ["server/main.ts"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const ready = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface(stream).on("line", (line) => {
          printed += `${line}\n`;
          if (line.includes(" is ready at ")) ready.resolve();
        });
    child.once("exit", (code) => ready.reject(new Error(`the app ended with ${code}:\n${printed}`)));
    const timer = setTimeout(
      () => ready.reject(new Error(`the app is not ready after a minute:\n${printed}`)),
      READY_MS,
    );
    await ready.promise.finally(() => clearTimeout(timer));
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  }

  async function killDatabase9(): Promise<void> {
    const running = await runningPostmaster(path.join(await clusterHome(dataDir), "data")).catch(() => null);
    if (running) process.kill(running.pid, "SIGKILL");
  }

  await start();
  return {
    url,
    port,
    dataDir,
    pid: () => child.pid ?? 0,
    output: () => printed,
    kill9: async () => void (await end("SIGKILL")),
    killDatabase9,
    stop: () => end("SIGTERM"),
    restart: start,
    async destroy() {
      await end("SIGTERM");
      await killDatabase9();
      const home = await clusterHome(dataDir);
      for (const directory of [home, dataDir]) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Where the cluster of a data directory is: noted there when it is elsewhere. */
export async function clusterHome(dataDir: string): Promise<string> {
  const noted = await readFile(path.join(dataDir, "postgres-location"), "utf8").catch(() => "");
  return noted.trim() || path.join(dataDir, "postgres");
}

/** A new directory that the database's user can reach. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "patchbay-"));
  await chmod(directory, 0o755);
  return directory;
}

/** A port of 127.0.0.1 that nobody uses right now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  server.close();
  await once(server, "close");
  return port;
}
