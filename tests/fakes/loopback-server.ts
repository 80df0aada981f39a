import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";

/** A server on a free loopback port, what it was asked, and how to end it. */
export type LoopbackServer = {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** `127.0.0.1:<port>`, as EGRESS_ALLOW spells it. */
  hostPort: string;
  port: number;
  requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];
  /** TCP connections accepted so far. */
  connections: () => number;
  /** Those that are open now. */
  openConnections: () => number;
  close: () => Promise<void>;
};

/** An HTTP server that records every request, then lets `respond` answer. */
export async function startHttpServer(
  respond: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<LoopbackServer> {
  const requests: LoopbackServer["requests"] = [];
  const listener: RequestListener = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
    respond(request, response, body);
  };
  return listening(createServer({ keepAliveTimeout: 10_000 }, listener), requests);
}

/** A bare TCP server, for answers no HTTP library would send. `talk` runs after the first bytes of each connection. */
export function startTcpServer(talk: (socket: Socket) => void): Promise<LoopbackServer> {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => talk(socket));
  });
  return listening(server, []);
}

/** Listens on a free loopback port. */
export async function listening(
  server: Server | net.Server,
  requests: LoopbackServer["requests"] = [],
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    port,
    requests,
    connections: () => accepted,
    openConnections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
