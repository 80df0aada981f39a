import type { IncomingHttpHeaders } from "node:http";
import { listenOnLoopback } from "../../scripts/demo-servers/loopback.ts";
import { type EverythingServer, startEverything } from "./everything-server.ts";
import { pass } from "./protected-mcp-server.ts";

export type KeyedServer = {
  url: string;
  hostPort: string;
  /** Whom the server lets in; everybody else gets a 401. May be replaced at any time. */
  accepts: (headers: IncomingHttpHeaders) => boolean;
  /** Where to send everybody on to instead (307), as a server that has moved does. */
  redirectTo: string | null;
  /** The headers of every request so far. */
  seen: IncomingHttpHeaders[];
  everything: EverythingServer;
  close: () => Promise<void>;
};

/** The real `server-everything` behind a check of request headers: no OAuth anywhere. */
export async function startKeyed(accepts: KeyedServer["accepts"]): Promise<KeyedServer> {
  const everything = await startEverything();
  const state = { accepts, redirectTo: null as string | null, seen: [] as IncomingHttpHeaders[] };
  const proxy = await listenOnLoopback(0, () => (request, response) => {
    state.seen.push(request.headers);
    if (state.redirectTo !== null) return void response.writeHead(307, { location: state.redirectTo }).end();
    if (!state.accepts(request.headers)) return void response.writeHead(401).end("Who are you?");
    pass(everything, request, response);
  });
  return Object.assign(state, {
    url: `${proxy.origin}/mcp`,
    hostPort: proxy.hostPort,
    everything,
    close: async () => void (await Promise.all([proxy.close(), everything.close()])),
  });
}
