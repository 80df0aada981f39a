import { freePort, startChild, stopChild } from "./child-process.ts";

export type EverythingServer = {
  /** The MCP endpoint. */
  url: string;
  /** Its EGRESS_ALLOW entry. */
  hostPort: string;
  /** Starts it again on the same port, its sessions forgotten. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
};

const ENTRY = new URL("../../node_modules/@modelcontextprotocol/server-everything/dist/index.js", import.meta.url);

/** The reference server `@modelcontextprotocol/server-everything`, in a process of its own: a peer nobody here wrote. */
export async function startEverything(
  transport: "streamableHttp" | "sse" = "streamableHttp",
): Promise<EverythingServer> {
  const hostPort = `127.0.0.1:${await freePort()}`;
  const start = () => startChild([ENTRY.pathname, transport], { PORT: hostPort.split(":")[1] ?? "" }, /on port \d+/);
  let child = await start();
  return {
    url: `http://${hostPort}/${transport === "sse" ? "sse" : "mcp"}`,
    hostPort,
    restart: async () => {
      await stopChild(child);
      child = await start();
    },
    close: () => stopChild(child),
  };
}
