import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type LoopbackServer, startHttpServer } from "./loopback-server.ts";

export type TokenRequest = { form: { [name: string]: string }; headers: IncomingHttpHeaders };
export type TokenAnswer = { status?: number; body: object };

export type GrantServer = LoopbackServer & {
  /** The MCP endpoint, which takes the tokens that were issued here. */
  url: string;
  issuer: string;
  /** What the token endpoint was asked, and what it answers: by default a new token for ten minutes. */
  tokenRequests: TokenRequest[];
  answerToken: (request: TokenRequest) => TokenAnswer;
  /** Clients that registered by themselves; each gets the next of "client-1", "client-2" … */
  registrations: { [member: string]: unknown }[];
  /** How the MCP endpoint was asked, with a token it took. */
  calls: IncomingHttpHeaders[];
};

const METADATA = "/.well-known/oauth-authorization-server";
const RESOURCE_METADATA = "/.well-known/oauth-protected-resource/mcp";

/**
 * An MCP server and its authorization server in one, for grants that take no sign-in: whatever a test wants asked or
 * answered at the token endpoint. With the scheme DPoP it speaks of bound tokens, but leaves proofs to the test.
 */
export async function startGrantServer(
  options: { scheme?: "Bearer" | "DPoP"; metadata?: object } = {},
): Promise<GrantServer> {
  const { scheme = "Bearer", metadata = {} } = options;
  const issued = new Set<string>();
  const state: Pick<GrantServer, "tokenRequests" | "registrations" | "calls" | "answerToken"> = {
    tokenRequests: [],
    registrations: [],
    calls: [],
    answerToken: () => {
      const access_token = `token-${issued.size + 1}`;
      issued.add(access_token);
      return { body: { access_token, token_type: scheme, expires_in: 600 } };
    },
  };
  const server = await startHttpServer((request, response, body) => {
    const origin = `http://127.0.0.1:${request.socket.localPort}`;
    const { url = "", headers } = request;
    if (url === RESOURCE_METADATA)
      return json(response, 200, { resource: `${origin}/mcp`, authorization_servers: [origin] });
    if (url === METADATA) {
      const bound = scheme === "DPoP" ? { dpop_signing_alg_values_supported: ["ES256"] } : {};
      return json(response, 200, { ...serverMetadata(origin), ...bound, ...metadata });
    }
    if (url === "/register") {
      state.registrations.push(JSON.parse(body));
      return json(response, 201, { client_id: `client-${state.registrations.length}` });
    }
    if (url === "/token") {
      const asked = { form: Object.fromEntries(new URLSearchParams(body)), headers };
      state.tokenRequests.push(asked);
      const { status = 200, body: answer } = state.answerToken(asked);
      if ("access_token" in answer) issued.add(String(answer.access_token));
      return json(response, status, answer);
    }
    if (url !== "/mcp") return json(response, 404, {});
    const token = new RegExp(`^${scheme} (\\S+)$`).exec(headers.authorization ?? "")?.[1] ?? "";
    if (!issued.has(token)) {
      response.setHeader("www-authenticate", `${scheme} resource_metadata="${origin}${RESOURCE_METADATA}"`);
      return json(response, 401, {});
    }
    state.calls.push(headers);
    return request.method === "POST" ? rpc(response, JSON.parse(body)) : json(response, 405, {});
  });
  return Object.assign(state, server, { url: `${server.origin}/mcp`, issuer: server.origin });
}

function serverMetadata(origin: string): object {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    code_challenge_methods_supported: ["S256"],
  };
}

function rpc(response: ServerResponse, { id, method }: { id?: unknown; method?: string }): void {
  if (id === undefined) return void response.writeHead(202).end();
  const results: { [method: string]: object } = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "granted", version: "1" },
    },
    "tools/list": { tools: [{ name: "act", inputSchema: { type: "object" } }] },
  };
  const result = results[method ?? ""];
  const error = { code: -32601, message: "Method not found" };
  json(response, 200, { jsonrpc: "2.0", id, ...(result ? { result } : { error }) });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
