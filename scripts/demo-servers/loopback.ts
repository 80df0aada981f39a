import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** An HTTP server on 127.0.0.1 and how to end it, open connections included. */
export type LoopbackListener = { origin: string; hostPort: string; close: () => Promise<void> };

/**
 * Listens on 127.0.0.1 only. What answers may depend on the address, so it is made once that is known.
 * @param preferredPort taken when free; otherwise, or when 0, any free one
 */
export async function listenOnLoopback(
  preferredPort: number,
  answer: (origin: string) => RequestListener | Promise<RequestListener>,
): Promise<LoopbackListener> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await listen(server, preferredPort).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || preferredPort === 0) throw error;
    return listen(server, 0);
  });
  const hostPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    server.on("request", await answer(`http://${hostPort}`));
  } catch (error) {
    await close();
    throw error;
  }
  return { origin: `http://${hostPort}`, hostPort, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
