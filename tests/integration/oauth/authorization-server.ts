import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type ClientMetadata, type Configuration } from "oidc-provider";
import { listening } from "#tests/fakes/loopback-server.ts";

export type TestAuthorizationServer = {
  issuer: string;
  /** The MCP server that takes this authorization server's tokens; it answers every request with 401. */
  resource: string;
  close: () => Promise<void>;
};

/** The account that always declines, given as the OIDC login_hint. */
export const DECLINES = "declines@example.com";

/**
 * An independent authorization server (oidc-provider) on loopback, whose people agree at once, and an MCP server that
 * demands its tokens. Access tokens are JWTs for the one resource; refresh tokens rotate; reuse ends the grant.
 */
export async function startAuthorizationServer(options: {
  clients?: ClientMetadata[];
  /** Client metadata documents by URL, for client ids that are URLs. */
  documents?: Record<string, () => object>;
}): Promise<TestAuthorizationServer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => {};
  const server = await listening(createServer((request, response) => handle(request, response)));
  const issuer = `${server.origin}/as`;
  const resource = `${server.origin}/mcp`;
  const provider = new Provider(issuer, configuration(resource, options));
  const answer = provider.callback();

  handle = (request, response) => {
    const { pathname } = new URL(request.url ?? "/", server.origin);
    if (pathname.startsWith("/interaction/")) return decide(provider, request, response);
    if (pathname === "/mcp") return demandToken(response, server.origin);
    if (pathname === "/.well-known/oauth-protected-resource/mcp") {
      return json(response, { resource, authorization_servers: [issuer], scopes_supported: ["files:read"] });
    }
    if (!pathname.startsWith("/as/")) return response.writeHead(404).end();
    // Mounted under a path, as a tenant of a larger service would be.
    request.url = request.url?.slice("/as".length) ?? "/";
    Object.assign(request, { originalUrl: `/as${request.url}` });
    return answer(request, response);
  };
  return { issuer, resource, close: server.close };
}

function configuration(
  resource: string,
  { clients = [], documents = {} }: Parameters<typeof startAuthorizationServer>[0],
): Configuration {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "1" };
  return {
    clients,
    jwks: { keys: [key as never] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    pkce: { required: () => true },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    fetch: (async (url: string | URL) => Response.json(documents[String(url)]?.() ?? {})) as never,
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      clientIdMetadataDocument: { enabled: true, ack: "draft-02" },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope: "files:read files:write",
          audience: resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    } as Configuration["features"],
  } as Configuration;
}

/** Signs in and agrees to everything that is asked, as a person would by two clicks. */
async function decide(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params, prompt, session, grantId } = await provider.interactionDetails(request, response);
  if (params.login_hint === DECLINES) {
    const result = { error: "access_denied", error_description: "The person said no" };
    return provider.interactionFinished(request, response, result);
  }
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: "person-1" } });
  }
  const found = grantId ? await provider.Grant.find(grantId) : undefined;
  const grant =
    found ?? new provider.Grant({ accountId: session?.accountId ?? "", clientId: String(params.client_id) });
  const { missingOIDCScope, missingResourceScopes: missing = {} } = prompt.details as {
    missingOIDCScope?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(" "));
  for (const [indicator, scopes] of Object.entries(missing)) grant.addResourceScope(indicator, scopes.join(" "));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

function demandToken(response: ServerResponse, origin: string): void {
  const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
  response.writeHead(401, { "www-authenticate": `Basic realm="legacy", Bearer resource_metadata="${metadata}"` }).end();
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Follows an authorization URL as a browser does, cookies included, until it leads to the redirect URI. */
export async function visit(authorizationUrl: string, redirectUri: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = authorizationUrl;
  for (let step = 0; step < 12; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = response.headers.get("location");
    if (!location) throw new Error(`${response.status} at ${url}: ${(await response.text()).slice(0, 500)}`);
    url = new URL(location, url).href;
    if (url.startsWith(redirectUri)) return url;
  }
  throw new Error("the authorization never came back");
}
