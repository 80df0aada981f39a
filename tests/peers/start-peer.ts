import type { ChildProcess } from "node:child_process";
import net from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort, startChild, stopChild } from "#tests/fakes/child-process.ts";
import { listening } from "#tests/fakes/loopback-server.ts";
import type { Peer } from "./peers.ts";

const LISTENING_MS = 30_000;
const FOLDER = fileURLToPath(new URL("packages/", import.meta.url));

export type RunningPeer = {
  url: string;
  /** Its EGRESS_ALLOW entry. */
  hostPort: string;
  /** kill -9, then again on the same port: every session is forgotten. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** Starts a peer in a process of its own on a free port. */
export async function startPeer(peer: Peer): Promise<RunningPeer> {
  const port = await freePort();
  const { args, env = {} } = peer.command(port);
  const [program = "", ...rest] = args;
  const start = async () => {
    const child = await startChild([`${FOLDER}node_modules/${program}`, ...rest], env, /\S/);
    await connectedTo(port).then((socket) => socket.destroy());
    return child;
  };
  const host = peer.host ?? "127.0.0.1";
  let child = await start();
  let isClosing = false;
  const front = peer.endsWithItsClient ? await reception(port) : null;
  const keepUp = (started: ChildProcess) =>
    started.once("exit", async () => {
      if (isClosing || started !== child) return;
      child = await start();
      keepUp(child);
    });
  if (front) keepUp(child);
  const hostPort = `${host}:${front?.port ?? port}`;
  return {
    url: `http://${hostPort}${peer.path}`,
    hostPort,
    async restart() {
      const killed = child;
      await stopChild(killed);
      if (!front) child = await start();
    },
    async close() {
      isClosing = true;
      await stopChild(child);
      await front?.close();
    },
  };
}

/** A port that is always open, for a server that is being started again: whoever calls is put through when it is up. */
function reception(port: number) {
  const server = net.createServer(async (caller) => {
    caller.on("error", () => {});
    const server = await connectedTo(port);
    server.on("error", () => caller.destroy());
    caller.once("close", () => server.destroy());
    server.once("close", () => caller.destroy());
    caller.pipe(server).pipe(caller);
  });
  return listening(server);
}

async function connectedTo(port: number): Promise<net.Socket> {
  for (const deadline = Date.now() + LISTENING_MS; ; ) {
    const socket = net.connect({ port, host: "localhost", autoSelectFamily: true });
    const isOpen = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return socket;
    if (Date.now() > deadline) throw new Error(`Nobody listens on port ${port}`);
    await delay(20);
  }
}
