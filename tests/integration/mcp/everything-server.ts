import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** `@modelcontextprotocol/server-everything` in a process of its own: a server nobody here wrote. */
export type EverythingServer = {
  url: string;
  /** Ends it as a crash would. */
  kill: () => Promise<void>;
  /** Starts it again on the same port, its sessions forgotten. */
  restart: () => Promise<void>;
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}

/** Starts the server and waits until it listens. */
export async function startEverything(transport: "streamableHttp" | "sse"): Promise<EverythingServer> {
  const port = await freePort();
  const entry = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";
  const start = async () => {
    const child = spawn(process.execPath, [entry, transport], {
      env: { ...process.env, PORT: String(port) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.once("exit", () => reject(new Error(`server-everything ended: ${said}`)));
      child.stderr.on("data", (chunk) => {
        said += chunk;
        if (/port \d+/.test(said)) resolve();
      });
    });
    return child;
  };
  let child = await start();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `http://127.0.0.1:${port}/${transport === "sse" ? "sse" : "mcp"}`,
    kill,
    restart: async () => {
      await kill();
      child = await start();
    },
  };
}
