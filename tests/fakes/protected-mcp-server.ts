import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type Account,
  type AuthorizationServer,
  startAuthorizationServer,
} from "../../scripts/demo-servers/authorization-server.ts";
import { listenOnLoopback } from "../../scripts/demo-servers/loopback.ts";
import { type TokenGuard, tokenGuard } from "../../scripts/demo-servers/token-guard.ts";
import { type EverythingServer, startEverything } from "./everything-server.ts";

export type ProtectedServer = {
  /** The MCP endpoint, a protected resource. */
  url: string;
  /** Its authorization server: counters, faults, `revokeAll()`. */
  provider: AuthorizationServer;
  /** The server behind the check. */
  everything: EverythingServer;
  /** EGRESS_ALLOW entries of both addresses that clients use. */
  egressAllow: string[];
  /** Requests to the MCP endpoint that were let through, by account, and those that were refused. */
  requests: { allowed: Record<string, number>; refused: number };
  close: () => Promise<void>;
};

const SCOPES = { "mcp:use": "Use every tool of this server" };
const ACCOUNTS: Account[] = ["ada", "grace", "linus"].map((name) => ({ name, password: `password-of-${name}` }));

/**
 * The real `server-everything` behind a proxy that checks access tokens (RFC 9728 metadata, audience) and an
 * authorization server of its own. By default its page has one button per account ("Continue as ada") and no password.
 */
export async function startProtectedEverything(
  options: { accessTokenSeconds?: number; accounts?: Account[]; isPasswordless?: boolean } = {},
): Promise<ProtectedServer> {
  const everything = await startEverything();
  const requests: ProtectedServer["requests"] = { allowed: {}, refused: 0 };
  const provider = await startAuthorizationServer({
    name: "Everything ID",
    accounts: options.accounts ?? ACCOUNTS,
    scopes: SCOPES,
    accessTokenSeconds: options.accessTokenSeconds ?? 600,
    isPasswordless: options.isPasswordless ?? true,
  }).catch(async (error: unknown) => {
    await everything.close();
    throw error;
  });
  const proxy = await listenOnLoopback(0, (origin) => {
    const guard = tokenGuard(`${origin}/mcp`, "Everything", provider);
    return (request, response) => void checked(guard, requests, everything, request, response);
  });
  return {
    url: `${proxy.origin}/mcp`,
    provider,
    everything,
    egressAllow: [proxy.hostPort, provider.hostPort],
    requests,
    close: async () => void (await Promise.all([proxy.close(), provider.close(), everything.close()])),
  };
}

async function checked(
  guard: TokenGuard,
  requests: ProtectedServer["requests"],
  everything: EverythingServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", everything.url).pathname;
  const answer = guard.metadataResponse(path) ?? (await guard.check(request.headers.authorization ?? null));
  if (answer instanceof Response) {
    if (answer.status === 401) requests.refused += 1;
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    return;
  }
  const account = String(answer.extra?.account);
  requests.allowed[account] = (requests.allowed[account] ?? 0) + 1;
  pass(everything, request, response);
}

/** Hands a request on, without its token, and streams the answer back. */
export function pass(everything: EverythingServer, request: IncomingMessage, response: ServerResponse): void {
  const { authorization: _token, ...headers } = request.headers;
  const { method } = request;
  const onward = httpRequest(new URL(request.url ?? "/", everything.url), {
    headers: { ...headers, host: everything.hostPort },
    ...(method === undefined ? {} : { method }),
  });
  onward.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  onward.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}
