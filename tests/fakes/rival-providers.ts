import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type LoopbackServer, startHttpServer } from "./loopback-server.ts";

/** `honest` and `other` follow the rules and name themselves in their answers; `malicious` does not and tries to get what is theirs. */
export type ProviderName = "honest" | "other" | "malicious";

/** Where the browser is sent back to; what a provider says there. */
export type Answer = { path: string; params: Record<string, string> };

/** What a provider knows of a token it gave out. */
export type IssuedToken = { provider: ProviderName; account: string; state: string; clientId: string };

/**
 * Three MCP servers, each with its own authorization server, on one loopback port, as fast as can be. They know of each
 * other: whatever of one provider (codes, tokens, client ids) arrives at another is noted in `leaks`.
 */
export type RivalProviders = {
  hostPort: string;
  serverUrl(provider: ProviderName): string;
  issuer(provider: ProviderName): string;
  /** A browser opens an authorization address and its person, known there as `account`, agrees. null: an error page. */
  authorize(url: string, account: string): Answer | null;
  /** The malicious provider sends a browser that came to it on to the honest one, as a client registered there. */
  sendOn(url: string, honestClientId: string, redirectUri: string, account: string): Answer | null;
  /** Which token is whose, and how often each sign-in, known by its code challenge, came to redeem a code. */
  tokens: Map<string, IssuedToken>;
  redeemed: Map<string, number>;
  leaks: string[];
  /** What the malicious provider's metadata says instead of the truth. */
  lies: Record<string, unknown>;
  /** What it answers to a registration instead of the truth. */
  registrationLies: Record<string, unknown>;
  close(): Promise<void>;
};

type Client = { provider: string; redirectUris: string[] };
type Code = IssuedToken & { redirectUri: string; challenge: string; isUsed: boolean };

export async function startRivalProviders(): Promise<RivalProviders> {
  const clients = new Map<string, Client>();
  const codes = new Map<string, Code>();
  const tokens: RivalProviders["tokens"] = new Map();
  const redeemed: RivalProviders["redeemed"] = new Map();
  const leaks: string[] = [];
  const lies: Record<string, unknown> = {};
  const registrationLies: Record<string, unknown> = {};
  let serial = 0;

  const server: LoopbackServer = await startHttpServer((request, response, body) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    const [, wellKnown, name = "", path = ""] = /^(\/\.well-known\/[\w-]+)?\/(\w+)(\/.*)?$/.exec(pathname) ?? [];
    const provider = name as ProviderName;
    noteForeign(provider, request, body);
    // No test needs to remember it all.
    server.requests.length = 0;
    if (wellKnown?.endsWith("resource"))
      return json(response, { resource: serverUrl(provider), authorization_servers: [issuer(provider)] });
    if (wellKnown) return json(response, metadata(provider));
    if (path === "/mcp") return mcp(provider, request, response, body);
    if (path === "/register") return register(provider, response, body);
    if (path === "/token") return token(provider, response, new URLSearchParams(body));
    return json(response, {});
  });
  const issuer = (provider: ProviderName) => `${server.origin}/${provider}`;
  const serverUrl = (provider: ProviderName) => `${server.origin}/${provider}/mcp`;

  function noteForeign(provider: string, request: IncomingMessage, body: string): void {
    const seen = `${request.url} ${request.headers.authorization ?? ""} ${body}`;
    for (const [secret, owner] of seen.matchAll(/(?:code|access|refresh|client)\.(\w+)\.\d+/g))
      if (owner !== provider) leaks.push(`${secret} arrived at ${provider}`);
  }

  function metadata(provider: ProviderName): object {
    const own = issuer(provider);
    return {
      issuer: own,
      authorization_endpoint: `${own}/authorize`,
      token_endpoint: `${own}/token`,
      registration_endpoint: `${own}/register`,
      revocation_endpoint: `${own}/revoke`,
      code_challenge_methods_supported: ["S256"],
      response_types_supported: ["code"],
      token_endpoint_auth_methods_supported: ["none"],
      ...(provider === "malicious" ? lies : { authorization_response_iss_parameter_supported: true }),
    };
  }

  function register(provider: ProviderName, response: ServerResponse, body: string): true {
    const { redirect_uris } = JSON.parse(body) as { redirect_uris: string[] };
    const client_id = `client.${provider}.${++serial}`;
    clients.set(client_id, { provider, redirectUris: redirect_uris });
    const said = { client_id, redirect_uris, token_endpoint_auth_method: "none" };
    return json(response, { ...said, ...(provider === "malicious" ? registrationLies : {}) }, 201);
  }

  function token(provider: ProviderName, response: ServerResponse, form: URLSearchParams): true {
    const code = codes.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    redeemed.set(challenge, (redeemed.get(challenge) ?? 0) + 1);
    const isGood =
      code?.provider === provider &&
      !code.isUsed &&
      code.clientId === form.get("client_id") &&
      code.redirectUri === form.get("redirect_uri") &&
      code.challenge === challenge;
    if (!code || !isGood) return json(response, { error: "invalid_grant" }, 400);
    code.isUsed = true;
    const { account, state, clientId } = code;
    const access = `access.${provider}.${++serial}`;
    tokens.set(access, { provider, account, state, clientId });
    return json(response, {
      access_token: access,
      refresh_token: `refresh.${provider}.${serial}`,
      token_type: "Bearer",
    });
  }

  function mcp(provider: ProviderName, request: IncomingMessage, response: ServerResponse, body: string): true {
    const bearer = request.headers.authorization?.replace("Bearer ", "") ?? "";
    if (tokens.get(bearer)?.provider !== provider) {
      const named = `${server.origin}/.well-known/oauth-protected-resource/${provider}/mcp`;
      response.setHeader("www-authenticate", `Bearer resource_metadata="${named}"`);
      return json(response, {}, 401);
    }
    if (request.method !== "POST") return json(response, {}, 405);
    const { id, method } = JSON.parse(body) as { id?: number; method: string };
    if (id === undefined) return json(response, {}, 202);
    const hello = {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: provider, version: "1" },
    };
    if (method === "initialize") return json(response, { jsonrpc: "2.0", id, result: hello });
    if (method === "tools/list") return json(response, { jsonrpc: "2.0", id, result: { tools: [] } });
    return json(response, { jsonrpc: "2.0", id, error: { code: -32601, message: "No" } });
  }

  function authorize(address: string, account: string): Answer | null {
    const url = new URL(address);
    const provider = url.pathname.split("/")[1] as ProviderName;
    const asked = Object.fromEntries(url.searchParams);
    const {
      client_id: clientId = "",
      redirect_uri: redirectUri = "",
      state = "",
      code_challenge: challenge = "",
    } = asked;
    const client = clients.get(clientId);
    if (client?.provider !== provider || !client.redirectUris.includes(redirectUri)) return null;
    const code = `code.${provider}.${++serial}`;
    codes.set(code, { provider, account, state, clientId, redirectUri, challenge, isUsed: false });
    const params: Record<string, string> = { code, state };
    if (provider !== "malicious") params.iss = issuer(provider);
    return { path: new URL(redirectUri).pathname, params };
  }

  return {
    hostPort: server.hostPort,
    serverUrl,
    issuer,
    authorize,
    sendOn(address, honestClientId, redirectUri, account) {
      const url = new URL(address);
      url.pathname = "/honest/authorize";
      url.searchParams.set("client_id", honestClientId);
      url.searchParams.set("redirect_uri", redirectUri);
      return authorize(url.href, account);
    },
    tokens,
    redeemed,
    leaks,
    lies,
    registrationLies,
    close: server.close,
  };
}

function json(response: ServerResponse, body: object, status = 200): true {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
}
