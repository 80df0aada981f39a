import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { CLIENT_ADDRESS_HEADER, REQUEST_PATH_HEADER } from "#lib/auth/constants.ts";
import { closeEventStreams } from "#lib/chat/event-stream.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { listenProblem } from "./port.ts";
import { respond } from "./respond.ts";
import { type RouteState, route } from "./routes.ts";
import { StartError } from "./start-error.ts";

export type HttpServer = {
  /** Stops accepting, ends event streams, and resolves when the last answer has been sent. */
  drain(): Promise<void>;
  /** Lets Next go. */
  close(): Promise<void>;
};

/**
 * Listens on HOST and PORT: our own routes first, Next behind them.
 * @throws StartError when the port cannot be had
 */
export async function listen(): Promise<HttpServer> {
  const { HOST, PORT, NODE_ENV } = env();
  const isDevelopment = NODE_ENV === "development";
  // Next would take upgrades from whatever server it is given; it gets a stand-in, so that we choose what it sees.
  const upgrades = new EventEmitter();
  const app = next({
    dev: isDevelopment,
    dir: import.meta.dirname.replace(/[\\/]server$/, ""),
    hostname: HOST,
    port: PORT,
    httpServer: upgrades as Server,
  });
  await app.prepare();
  const answerByNext = app.getRequestHandler();
  const state: RouteState = { isDraining: false };

  const server = createServer((request, response) => {
    if (state.isDraining) response.setHeader("Connection", "close");
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // No address of ours holds a NUL character, and no database takes one.
      if (request.url?.includes("%00")) return respond(response, 400, "Bad request");
      if (await route(request, response, state)) return;
      request.headers[CLIENT_ADDRESS_HEADER] = request.socket.remoteAddress ?? "";
      request.headers[REQUEST_PATH_HEADER] = request.url ?? "/";
      await answerByNext(request, response);
    } catch (error) {
      log().error({ err: error }, "a request failed");
      if (response.headersSent) response.destroy();
      else respond(response, 500, "Internal server error");
    }
  }

  server.on("upgrade", (request, socket: Duplex, head) => {
    const isReload = isDevelopment && (request.url ?? "").startsWith("/_next/");
    if (isReload) upgrades.emit("upgrade", request, socket, head);
    else socket.end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });

  server.listen(PORT, HOST);
  await once(server, "listening").catch((error: unknown) => {
    throw new StartError(listenProblem(error, PORT, HOST));
  });

  return {
    async drain() {
      state.isDraining = true;
      const closed = once(server, "close");
      server.close();
      closeEventStreams();
      server.closeIdleConnections();
      await closed;
    },
    close: () => app.close(),
  };
}
